import { tf } from '../../tensors/tf'
import { imageShape, layer, type Layer } from '../layer'

/** Keeps the root's gradient finite where all pictures of a group are the same. */
const epsilon = 1e-8

/**
 * Minibatch standard deviation (Karras et al. 2018, section 3): the batch is cut into groups of pictures, and the mean
 * over a map of how far a group's pictures lie apart becomes one more map, or `features` of them, each the mean over
 * its share of the channels. A discriminator sees by it that pictures are too alike. [h, w, c] → [h, w, c + features].
 * @param group pictures of a group; fewer where that does not divide the batch
 */
export const minibatchDeviation = ({ group = 4, features = 1 }: { group?: number; features?: number } = {}): Layer =>
  layer('minibatchDeviation', (net, x) => {
    const [height, width, channels] = imageShape('minibatchDeviation', x)
    if (channels % features !== 0)
      throw new Error(`minibatchDeviation cannot share ${channels} channels among ${features} maps.`)
    return net.output(
      [height, width, channels + features],
      () => {
        const [batch = 1] = x.tensor.shape
        const members = groupSize(batch, group)
        const groups = batch / members
        // Pictures of a group are `groups` apart.
        const grouped = tf.reshape(x.tensor, [members, groups, height, width, features, channels / features])
        const apart = tf.sub(grouped, tf.mean(grouped, 0, true))
        const deviation = tf.sqrt(tf.add(tf.mean(tf.square(apart), 0), epsilon)) // [groups, h, w, features, c/features]
        const means = tf.reshape(tf.mean(deviation, [1, 2, 4]), [groups, 1, 1, features])
        const maps = tf.tile(means, [members, height, width, 1]) // [batch, h, w, features]
        return tf.concat([x.tensor, maps], 3)
      },
      { couplesBatch: true, comparesExamples: true }
    )
  })

/** The largest group that divides the batch. */
function groupSize(batch: number, most: number): number {
  for (let size = Math.min(most, batch); size > 1; size--) if (batch % size === 0) return size
  return 1
}
