/**
 * GANs that grow (Karras et al. 2018, section 2): stages of larger and larger pictures, each faded in. Both networks
 * take as their last input how much of the newest level there is, and real pictures are faded alike.
 */
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core'
import type { ImageShape, Settings } from '../../../shared/domain'
import type { Stage } from '../../../shared/run/stages'
import { blockMeans } from '../../layers/convolution/block-means'
import { repeated } from '../../layers/convolution/resizing'
import { tf } from '../../tensors/tf'
import type { StateVariable } from '../phase'

export interface Growth {
  stages: (settings: Settings) => readonly Stage[]
  /** Of the pictures at a stage; they have the shape of the last one's. */
  heightAt: (settings: Settings, stage: number) => number
}

/** Name of the variable that says how much of the newest level was in the last step: samples are drawn with it. */
export const fadeName = 'growth/fade'
export const fadeState: Record<string, StateVariable> = { [fadeName]: { shape: [], initial: 1 } }

/** A stage as the phases see it. */
export class Growing {
  readonly #stage: Stage

  constructor(
    readonly height: number,
    stages: readonly Stage[],
    index: number
  ) {
    const stage = stages[index]
    if (!stage) throw new Error(`There are ${stages.length} stages, none of number ${index}.`)
    this.#stage = stage
  }

  /** How much of the newest level there is: scalar. @param step steps done, float32 scalar */
  share(step: Tensor): Tensor {
    const { from, fade } = this.#stage
    return fade === 0 ? tf.scalar(1) : tf.clipByValue(tf.div(tf.add(tf.sub(step, from), 1), fade), 0, 1)
  }

  /** For a network's last input: [batch]. */
  input(batch: number, step: Tensor): Tensor {
    return forEach(batch, this.share(step))
  }

  /** Pictures as they are at this stage: [batch, h, w, c] → [batch, height, …, c]. */
  seen(pictures: Tensor, step: Tensor): Tensor {
    const [, whole = this.height] = pictures.shape
    const x = blockMeans(pictures, whole / this.height)
    if (this.#stage.fade === 0) return x
    const blurred = repeated(blockMeans(x, 2))
    return tf.add(blurred, tf.mul(tf.sub(x, blurred), this.share(step)))
  }
}

export const forEach = (batch: number, share: Tensor): Tensor => tf.mul(tf.ones([batch]), share)

/** What D of a stage is given of whole pictures: their means at its size, with its newest level wholly there. */
export const ofWhole =
  (height: number) =>
  (pictures: Tensor): { seen: Tensor; after: Tensor[] } => {
    const [batch = 1, whole = height] = pictures.shape
    return { seen: blockMeans(pictures, whole / height), after: [tf.ones([batch])] }
  }

/** A stage's pictures at the size of the last one, each pixel a square: no detail that is not there. */
export const enlarged = (pictures: Tensor, [height, width]: ImageShape): Tensor =>
  pictures.shape[1] === height ? pictures : tf.image.resizeNearestNeighbor(pictures as Tensor4D, [height, width])
