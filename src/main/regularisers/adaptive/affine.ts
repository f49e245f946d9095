/** Maps of the plane for every picture of a batch: x' = a·x + b·y + c, y' = d·x + e·y + f, each [batch, 1]. */
import type { Tensor } from '@tensorflow/tfjs-core'
import { tf } from '../../tensors/tf'

export type Affine = readonly [a: Tensor, b: Tensor, c: Tensor, d: Tensor, e: Tensor, f: Tensor]

/** First `inner`, then `outer`. */
export function after(outer: Affine, inner: Affine): Affine {
  const [a, b, c, d, e, f] = outer
  const [p, q, r, s, t, u] = inner
  const sum = (x: Tensor, by: Tensor, y: Tensor, and: Tensor): Tensor => tf.add(tf.mul(x, by), tf.mul(y, and))
  return [
    sum(a, p, b, s),
    sum(a, q, b, t),
    tf.add(sum(a, r, b, u), c),
    sum(d, p, e, s),
    sum(d, q, e, t),
    tf.add(sum(d, r, e, u), f)
  ]
}

export function scaling(x: Tensor, y: Tensor): Affine {
  const none = tf.zerosLike(x)
  return [x, none, none, none, y, none]
}

export function moving(x: Tensor, y: Tensor): Affine {
  const [none, one] = [tf.zerosLike(x), tf.onesLike(x)]
  return [one, none, x, none, one, y]
}

export function rotation(angle: Tensor): Affine {
  const [sin, cos, none] = [tf.sin(angle), tf.cos(angle), tf.zerosLike(angle)]
  return [cos, tf.neg(sin), none, sin, cos, none]
}
