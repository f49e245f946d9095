/** Pictures by themselves. */
import { picturesOf } from '../../tensors/pixels'
import { asItIs, type ExampleKind } from './kind'

export default {
  id: 'pictures',
  rows: 'pictures',
  packed: 'bytes',
  numbers: ([height, width, channels]) => height * width * channels,
  rowsPerExample: 1,
  columns: (rows, image) => ({ image: picturesOf(rows, image) }),
  conditions: [],
  draws: 'pixels',
  sheetKind: 'samples',
  seen: asItIs('image', image => image)
} satisfies ExampleKind
