/** Every export format: one file of this folder each. Adding a format is adding its file. */
import type { Settings } from '../../shared/domain'
import { Registry } from '../lib/registry'
import { completeSettings, numberSetting, wordSetting } from '../models/definition'
import { formatGroups, type Chosen, type ExportOption, type Format, type Holdings } from './format'
import { knobOptions, knobValues } from './tools/knobs'

export type { ExportOption, ExportSource, Format, Holdings } from './format'

const files = import.meta.glob<Format>(['./*.ts', '!./index.ts', '!./format.ts'], { eager: true, import: 'default' })
const place = ({ group }: Format): number => formatGroups.indexOf(group)

/** In the order of their groups; of one group by name. */
export const formats = new Registry(
  'export format',
  Object.fromEntries(Object.entries(files).toSorted(([, a], [, b]) => place(a) - place(b)))
)

const missing: Record<Format['needs'], string> = {
  sampled: 'no samples yet. The first come at the end of its first epoch.',
  checkpoints: 'no checkpoint yet. The first comes at the end of its first epoch.',
  measured: 'no epoch behind it yet.'
}

/** Why a run cannot be exported so just now; null where it can. */
export const refusalOf = ({ needs }: Format, holdings: Holdings): string | null =>
  holdings[needs].length > 0 ? null : `"${holdings.run.name}" has ${missing[needs]}`

/** Those of the format, and of a format that is drawn from a run those of its model. */
export const optionsOf = (format: Format, holdings: Holdings): ExportOption[] => [
  ...format.options(holdings),
  ...(format.drawsFrom ? knobOptions(holdings.run).map(each => ({ ...each, ...onlyFresh(format, holdings) })) : [])
]

/** Of options about fresh draws: where something else is on the stage, those count only when they are asked for. */
const onlyFresh = ({ freshWith }: Format, { staged }: Holdings): Pick<ExportOption, 'onlyWith'> =>
  staged && freshWith ? { onlyWith: freshWith } : {}

/**
 * Options with defaults filled in, every one checked.
 * @throws StudioError bad-input, naming the option and what it may be
 */
export function choose(format: Format, holdings: Holdings, given: Settings): { options: Settings; chosen: Chosen } {
  const options = completeSettings({ name: format.title, settings: optionsOf(format, holdings) }, given)
  const inputs = format.drawsFrom ? knobValues(holdings.run, options) : {}
  return {
    options,
    chosen: {
      number: key => numberSetting(options, key),
      word: key => wordSetting(options, key),
      flag: key => options[key] === true,
      inputs
    }
  }
}
