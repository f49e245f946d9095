/**
 * The augmentations of adaptive augmentation (Karras et al. 2020, arXiv:2006.06676, section 3 and appendix B): pixel
 * blitting, geometry and colour, each with the same probability p. Below 0.8 they do not leak: a generator learns the
 * pictures as they are.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import { tf } from '../../tensors/tf'
import { column } from '../augmentations/draws'
import { after, moving, rotation, scaling, type Affine } from './affine'
import { recoloured } from './recolour'
import { warped } from './warp'

/** Draws that one picture takes. */
export const pipeDraws = { uniform: 21, normal: 7 }

/** Furthest shift, and deviation of a shift in parts of a pixel, as a share of the picture. */
const furthest = 0.125
/** Deviations of the logarithms, to base 2, of sizes. */
const sizeDeviation = 0.2

/** Takes one draw after the other. */
class Taken {
  #next = 0
  constructor(readonly draws: Tensor) {}
  /** [batch, 1]. */
  next(): Tensor {
    return column(this.draws, this.#next++)
  }
}

/**
 * @param x [batch, h, w, c] in [−1, 1]
 * @param p probability, scalar
 * @param uniform,normal [batch, pipeDraws of each]
 * @returns the same shape; the gradient passes through
 */
export function adaptivelyAugmented(x: Tensor, p: Tensor, uniform: Tensor, normal: Tensor): Tensor {
  const [u, n] = [new Taken(uniform), new Taken(normal)]
  /** What was drawn, or with probability 1 − p what changes nothing. */
  const maybe = (drawn: Tensor, neutral: number, chance = p): Tensor =>
    tf.where(tf.less(u.next(), chance), drawn, tf.fill(drawn.shape, neutral))
  const seen = warped(x, geometry(x, p, u, n, maybe))
  return recoloured(seen, {
    brightness: maybe(tf.mul(n.next(), 0.2), 0),
    contrast: maybe(powerOfTwo(tf.mul(n.next(), 0.5)), 1),
    flip: maybe(tf.sub(1, tf.mul(2, tf.floor(tf.mul(u.next(), 2)))), 1),
    hue: maybe(tf.mul(tf.sub(tf.mul(u.next(), 2), 1), Math.PI), 0),
    saturation: maybe(powerOfTwo(n.next()), 1)
  })
}

type Maybe = (drawn: Tensor, neutral: number, chance?: Tensor) => Tensor

/** Where each pixel comes from: the paper's transformations in its order, each turned round. */
function geometry({ shape }: Tensor, p: Tensor, u: Taken, n: Taken, maybe: Maybe): Affine {
  const [, height = 1, width = 1] = shape
  const angle = (): Tensor => tf.mul(tf.sub(tf.mul(u.next(), 2), 1), Math.PI)
  // Two rotations, before and after the stretching, of which one at least happens with probability p.
  const rotates = tf.sub(1, tf.sqrt(tf.maximum(tf.sub(1, p), 0)))
  const size = (): Tensor => maybe(powerOfTwo(tf.mul(n.next(), sizeDeviation)), 1)
  const whole = (side: number): Tensor => tf.round(tf.mul(tf.sub(tf.mul(u.next(), 2), 1), furthest * side))
  /** Both or neither. */
  const moved = (x: Tensor, y: Tensor): Affine => {
    const moves = tf.cast(tf.less(u.next(), p), 'float32')
    return moving(tf.mul(moves, x), tf.mul(moves, y))
  }

  const turned = maybe(tf.sub(1, tf.mul(2, tf.floor(tf.mul(u.next(), 2)))), 1)
  const steps: Affine[] = [
    scaling(turned, tf.onesLike(turned)),
    rotation(maybe(tf.mul(tf.floor(tf.mul(u.next(), 4)), Math.PI / 2), 0)),
    moved(whole(width), whole(height)),
    stretched(size(), 'both'),
    rotation(maybe(angle(), 0, rotates)),
    stretched(size(), 'apart'),
    rotation(maybe(angle(), 0, rotates)),
    moved(tf.mul(n.next(), furthest * width), tf.mul(n.next(), furthest * height))
  ]
  return steps.reduce(after)
}

function stretched(by: Tensor, how: 'both' | 'apart'): Affine {
  const inverse = tf.div(1, by)
  return how === 'both' ? scaling(inverse, inverse) : scaling(inverse, by)
}

const powerOfTwo = (exponent: Tensor): Tensor => tf.exp(tf.mul(exponent, Math.LN2))
