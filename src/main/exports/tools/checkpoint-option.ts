/** Which checkpoint something is made of: an option that many formats have. */
import type { Settings } from '../../../shared/domain'
import type { Chosen, ExportOption, Holdings } from '../format'

export const checkpointOption = (holdings: Holdings | null, label = 'Checkpoint'): ExportOption => ({
  advanced: false,
  key: 'epoch',
  fitted: true,
  type: 'choice',
  label,
  default: 'newest',
  choices: [
    { value: 'newest', label: `Newest (${holdings?.checkpoints.at(-1) ?? 0})` },
    ...(holdings?.checkpoints ?? []).toReversed().map(epoch => ({ value: String(epoch), label: `Epoch ${epoch}` }))
  ],
  help: 'An epoch, or the newest.'
})

/** The epoch that was chosen; undefined: the newest. */
export const checkpointEpoch = (word: Chosen['word']): number | undefined =>
  word('epoch') === 'newest' ? undefined : Number(word('epoch'))

/** Options that say the same when there are newer checkpoints. @param newest epoch of the newest there is */
export const settledEpoch = (options: Settings, newest: number | undefined): Settings =>
  options.epoch === 'newest' && newest !== undefined ? { ...options, epoch: String(newest) } : options
