/**
 * Pictures of one domain, what the other translator made of them and what came back of that, and below that the same
 * from the other domain.
 */
import { directionInput } from '../sampling'
import type { SheetKind } from './kind'

export default {
  id: 'cycles',
  traits: {
    rows: 6,
    part: 3,
    preview: [1, 4],
    joined: false,
    columns: 'Pictures, translations, and back again',
    ways: '{there} and back, then {back} and back',
    label: 'What epoch {epoch} makes of pictures of either kind, and what comes back: {columns}',
    explored: null
  },
  methods: { sample: { [directionInput.key]: 0 }, back: { [directionInput.key]: 1 } },
  // Pictures of one domain, and then as many of the other.
  draw: async ({ examples, translate }) => {
    const [a, b] = [examples.subarray(0, examples.length / 2), examples.subarray(examples.length / 2)]
    const [toB, toA] = [await translate('sample', a, false), await translate('back', b, false)]
    return [a, toB, await translate('back', toB, false), b, toA, await translate('sample', toA, false)]
  }
} satisfies SheetKind
