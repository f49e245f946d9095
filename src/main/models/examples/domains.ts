/** Pictures of two domains without partners: an example has one of either. */
import type { Tensor } from '@tensorflow/tfjs-core'
import { picturesOf } from '../../tensors/pixels'
import { tf } from '../../tensors/tf'
import { asItIs, type ExampleKind } from './kind'

declare module '../phase' {
  interface ExampleColumns {
    a: Tensor
    b: Tensor
  }
}

const ofFirst = (labels: Int32Array | undefined): number => labels?.filter(label => label === 0).length ?? 0

export default {
  id: 'domains',
  traits: {
    one: 'picture',
    many: 'pictures',
    aside: ' in two folders',
    learnt: 'two folders without partners, of {shape}',
    scatter: false,
    framing: 'each',
    across: 1,
    arranged: '',
    classes: false,
    leftOut: 'in neither folder',
    ways: [
      {
        how: 'domains',
        place: 3,
        label: 'Without partners',
        help:
          'No two pictures belong together: a model such as CycleGAN learns to turn pictures of either folder into ' +
          'the other kind.',
        action: 'Use as two kinds',
        words: '{a} ⇄ {b}',
        fields: [
          { key: 'a', label: 'One kind', name: 'Folder of one kind', choices: null },
          { key: 'b', label: 'The other', name: 'Folder of the other kind', choices: null }
        ],
        // Those of pairs, where no names are the same, too.
        usual: [
          ['a', 'b'],
          ['traina', 'trainb'],
          ['photos', 'paintings'],
          ['photo', 'painting']
        ]
      }
    ],
    few: 0,
    origin: null,
    swap: { label: 'Swap both folders', doing: 'Swapping both folders' },
    given: { many: 'pictures', below: 'what comes back', belowEach: 'what comes back' }
  },
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
  subjects: ['cycles'],
  // Those of the first domain lie before those of the second, which a model makes of them.
  pictures: {
    input: (_, labels) => ({ first: 0, step: 1, count: ofFirst(labels) }),
    target: (rows, labels) => ({ first: ofFirst(labels), step: 1, count: rows - ofFirst(labels) })
  },
  seen: asItIs('a', image => image)
} satisfies ExampleKind
