/** Pictures by themselves. */
import type { Tensor } from '@tensorflow/tfjs-core'
import { fewPictures } from '../../../shared/counted'
import { picturesOf } from '../../tensors/pixels'
import { asItIs, everyPicture, type ExampleKind } from './kind'

declare module '../phase' {
  interface ExampleColumns {
    image: Tensor
  }
}

export default {
  id: 'pictures',
  traits: {
    one: 'picture',
    many: 'pictures',
    aside: '',
    learnt: '{shape}',
    scatter: false,
    framing: 'each',
    across: 1,
    arranged: '',
    classes: true,
    leftOut: 'in no class folder',
    ways: [],
    few: fewPictures,
    origin: null,
    swap: null,
    given: null
  },
  packed: 'bytes',
  numbers: ([height, width, channels]) => height * width * channels,
  rowsPerExample: 1,
  columns: (rows, image) => ({ image: picturesOf(rows, image) }),
  conditions: [],
  draws: 'pixels',
  sheetKind: 'samples',
  subjects: ['pictures', 'classes'],
  pictures: everyPicture,
  seen: asItIs('image', image => image)
} satisfies ExampleKind
