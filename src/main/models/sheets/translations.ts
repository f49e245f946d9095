/** Inputs of training pairs, below each row of them what was made of them, and below that their targets. */
import { unpaired } from '../../lib/unpaired'
import type { SheetKind } from './kind'

export default {
  id: 'translations',
  traits: {
    rows: 3,
    // What they are made of and towards is the same in every epoch.
    preview: [1],
    joined: false,
    columns: 'Inputs, outputs, targets',
    ways: null,
    label: '{examples} inputs, what epoch {epoch} makes of them, and their targets',
    explored: 'example'
  },
  draw: async ({ examples, pictureBytes, translate }) => {
    const { inputs, targets } = unpaired(examples, pictureBytes)
    return [inputs, await translate('sample', inputs, true), targets]
  }
} satisfies SheetKind
