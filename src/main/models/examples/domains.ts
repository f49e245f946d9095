/** Pictures of two domains without partners: an example has one of either. */
import type { Tensor } from '@tensorflow/tfjs-core'
import { picturesOf } from '../../tensors/pixels'
import { tf } from '../../tensors/tf'
import { asItIs, type ExampleKind } from './kind'

export default {
  id: 'domains',
  rows: 'pictures',
  packed: 'bytes',
  numbers: ([height, width, channels]) => height * width * channels,
  rowsPerExample: 2,
  // Pictures of one domain, then as many of the other.
  columns: (rows, image) => {
    const [a, b] = tf.split(picturesOf(rows, image), 2) as [Tensor, Tensor]
    return { a, b }
  },
  conditions: [],
  draws: 'pixels',
  sheetKind: 'samples',
  seen: asItIs('a', image => image)
} satisfies ExampleKind
