/** Of a network that leaves as a program: of which checkpoint, which one, and for how many examples at once. */
import type { ExportOption, Holdings } from '../format'
import { checkpointOption } from '../tools/checkpoint-option'
import { anyPart, partOption, partsOf } from '../tools/parts'

export const networkOptions = (holdings: Holdings | null): ExportOption[] => [
  checkpointOption(holdings),
  partOption(holdings ? partsOf(holdings.run) : [anyPart], 'What draws, what encodes, or a network by its name.'),
  {
    advanced: false,
    key: 'batch',
    type: 'int',
    label: 'Examples at once',
    default: 1,
    min: 1,
    max: 64,
    help: 'How many it takes at once.'
  }
]
