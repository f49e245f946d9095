/** Points in the plane. */
import { asItIs, type ExampleKind } from './kind'

export default {
  id: 'points',
  rows: 'points',
  packed: 'floats',
  numbers: () => 2,
  rowsPerExample: 1,
  columns: rows => ({ point: rows }),
  conditions: [],
  draws: 'points',
  sheetKind: 'samples',
  seen: asItIs('point', () => [2])
} satisfies ExampleKind
