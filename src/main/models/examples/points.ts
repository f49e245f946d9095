/** Points in the plane. */
import type { Tensor } from '@tensorflow/tfjs-core'
import { asItIs, type ExampleKind } from './kind'

declare module '../phase' {
  interface ExampleColumns {
    point: Tensor
  }
}

export default {
  id: 'points',
  traits: {
    one: 'point',
    many: 'points',
    aside: '',
    learnt: 'points in the plane',
    scatter: true,
    framing: 'none',
    across: 1,
    arranged: '',
    classes: false,
    leftOut: '',
    ways: [],
    few: 0,
    origin: 'Made on this machine; nothing was fetched.',
    swap: null,
    given: null
  },
  packed: 'floats',
  numbers: () => 2,
  rowsPerExample: 1,
  columns: rows => ({ point: rows }),
  conditions: [],
  draws: 'points',
  sheetKind: 'samples',
  subjects: ['points'],
  pictures: null,
  seen: asItIs('point', () => [2])
} satisfies ExampleKind
