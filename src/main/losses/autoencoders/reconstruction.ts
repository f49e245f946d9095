/** What a file of a reconstruction's loss declares: how far a decoder's pictures are from those that were encoded. */
import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import type { TF } from '../../engine/engine'

export interface Reconstruction {
  id: string
  formula: string
  source: string
  /**
   * @param logits [batch, height, width, channels]: a pixel's brightness, 0 to 1, is σ of its logit
   * @param wanted the pictures that were encoded, 0 to 1
   * @returns scalar, a mean over the batch
   */
  loss: (tf: TF, logits: Tensor, wanted: Tensor) => Tensor
}

/** Numbers in one picture. */
export const sizeOf = ({ shape: [, ...axes] }: Tensor): number => axes.reduce((a, b) => a * b, 1)
