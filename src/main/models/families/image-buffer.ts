/**
 * A buffer of generated pictures (Shrivastava et al. 2017, section 2.3; as CycleGAN has it, Zhu et al. 2017, section
 * 4): the discriminator sees some earlier generated pictures. Until it is full, pictures go in and come back as they
 * are; then each is swapped with a stored one with probability ½. It is state in the graph, so it is in checkpoints and
 * resume is exact.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import { tf } from '../../tensors/tf'
import type { PhaseTools, StateVariable } from '../phase'

/** Its state, for a model's `state`. @param shape of one picture */
export const imageBuffer = (
  name: string,
  capacity: number,
  shape: readonly number[]
): Record<string, StateVariable> => ({
  [`${name}/pictures`]: { shape: [capacity, ...shape], initial: 0 },
  [`${name}/count`]: { shape: [], initial: 0 }
})

/** What the discriminator is to see instead of new pictures, [batch, …]; the buffer moves on. */
export function fromBuffer(
  name: string,
  pictures: Tensor,
  { state, draw }: Pick<PhaseTools, 'state' | 'draw'>
): Tensor {
  const [stored, count] = [state(`${name}/pictures`), state(`${name}/count`)]
  const [capacity = 1, ...shape] = stored.shape
  const [batch = 1] = pictures.shape
  const draws = draw.uniform(`${name}/swaps`, [2]) // [batch, 2]: whether, and with which
  const seen = Array.from({ length: batch }, (_, i) => {
    const one = tf.slice(pictures, i, 1) // [1, …]
    const full = tf.greaterEqual(count, capacity)
    const drawn = tf.minimum(tf.floor(tf.mul(tf.slice(draws, [i, 1], [1, 1]), capacity)), capacity - 1)
    const at = tf.where(full, tf.reshape(drawn, []), count)
    const swaps = tf.logicalAnd(full, tf.greater(tf.reshape(tf.slice(draws, [i, 0], [1, 1]), []), 0.5))
    const place = tf.reshape(tf.cast(tf.equal(tf.range(0, capacity), at), 'float32'), [capacity, ...shape.map(() => 1)])
    const old = tf.sum(tf.mul(stored, place), 0, true) // [1, …]
    const writes = tf.cast(tf.logicalOr(swaps, tf.logicalNot(full)), 'float32')
    stored.assign(tf.add(stored, tf.mul(tf.mul(place, writes), tf.sub(one, old))))
    count.assign(tf.minimum(tf.add(count, 1), capacity))
    return tf.where(swaps, old, one)
  })
  return tf.concat(seen)
}
