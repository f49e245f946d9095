/**
 * Two pictures that belong together: an input, and the target that is to be made of it. A discriminator sees both as
 * the channels of one.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import { picturesOf } from '../../tensors/pixels'
import { tf } from '../../tensors/tf'
import type { ExampleKind } from './kind'

declare module '../phase' {
  interface ExampleColumns {
    input: Tensor
    target: Tensor
  }
}

export default {
  id: 'pairs',
  traits: {
    one: 'pair',
    many: 'pairs',
    aside: '',
    learnt: 'pairs of {shape}',
    scatter: false,
    framing: 'alike',
    across: 2,
    arranged: 'each input with its target to the right of it',
    classes: false,
    leftOut: 'without a partner',
    ways: [
      {
        how: 'folders',
        place: 1,
        label: 'In two folders',
        help: 'Pictures of the same name go together, whatever their endings.',
        action: 'Use as pairs',
        words: '{input} → {target}',
        fields: [
          { key: 'input', label: 'Input', name: 'Folder of the inputs', choices: null },
          { key: 'target', label: 'Target', name: 'Folder of the targets', choices: null }
        ],
        usual: [
          ['a', 'b'],
          ['traina', 'trainb'],
          ['input', 'target'],
          ['input', 'output'],
          ['source', 'target']
        ]
      },
      {
        // Of an odd width the middle column belongs to neither.
        how: 'halves',
        place: 2,
        label: 'Side by side in one file',
        help: 'Each file is cut in the middle; the other half is the target.',
        action: 'Use as pairs',
        words: '{input}',
        fields: [
          {
            key: 'input',
            label: 'Input',
            name: 'Which half is the input',
            choices: [
              { value: 'left', label: 'Left half', words: 'left half → right half' },
              { value: 'right', label: 'Right half', words: 'right half → left half' }
            ]
          }
        ],
        usual: []
      }
    ],
    few: 0,
    origin: null,
    swap: { label: 'Swap input and target', doing: 'Swapping input and target' },
    given: { many: 'inputs', below: 'their targets', belowEach: 'its target' }
  },
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
  subjects: ['pictures', 'targets'],
  pictures: {
    input: rows => ({ first: 0, step: 2, count: rows }),
    target: rows => ({ first: 1, step: 2, count: rows })
  },
  seen: {
    shape: ([height, width, channels]) => [height, width, 2 * channels],
    real: ({ input, target }) => tf.concat([input, target], 3),
    generated: ({ input }, generated) => tf.concat([input, generated], 3),
    part: seen => (tf.split(seen, 2, 3) as [Tensor, Tensor])[1],
    changed: (seen, change) => tf.concat(tf.split(seen, 2, 3).map(change), 3)
  }
} satisfies ExampleKind
