/**
 * Two pictures that belong together: an input, and the target that is to be made of it. A discriminator sees both as
 * the channels of one.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import { picturesOf } from '../../tensors/pixels'
import { tf } from '../../tensors/tf'
import type { ExampleKind } from './kind'

export default {
  id: 'pairs',
  rows: 'pairs',
  packed: 'bytes',
  // An input's bytes, then its target's.
  numbers: ([height, width, channels]) => 2 * height * width * channels,
  rowsPerExample: 1,
  columns: (rows, [height, width, channels]) => {
    const both = picturesOf(rows, [2 * height, width, channels])
    const [input, target] = tf.split(both, 2, 1) as [Tensor, Tensor]
    return { input, target }
  },
  conditions: ['input'],
  draws: 'pixels',
  sheetKind: 'translations',
  seen: {
    shape: ([height, width, channels]) => [height, width, 2 * channels],
    real: ({ input, target }) => tf.concat([input, target], 3),
    generated: ({ input }, generated) => tf.concat([input, generated], 3),
    part: seen => (tf.split(seen, 2, 3) as [Tensor, Tensor])[1],
    changed: (seen, change) => tf.concat(tf.split(seen, 2, 3).map(change), 3)
  }
} satisfies ExampleKind
