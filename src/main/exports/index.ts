/** Every export format: one file of this folder each. Adding a format is adding its file. */
import { z } from 'zod'
import { video, type Settings } from '../../shared/domain'
import { clashes, func, identifier, mark, Registry, words } from '../lib/registry'
import { models } from '../models'
import { completeSettings, numberSetting, wordSetting } from '../models/definition'
import { inputKeys, wrongSettings } from '../models/declared'
import { formatGroups, wordOf, type Chosen, type ExportOption, type Format, type Holdings } from './format'
import { knobOptions, knobValues } from './tools/knobs'

export { wordOf } from './format'
export type { DataFacts, ExportOption, ExportSource, Format, Holdings, Streamed } from './format'

const files = import.meta.glob<Format>(['./*.ts', '!./index.ts', '!./format.ts'], { eager: true, import: 'default' })
/** Those with a shortcut stand first in their group. */
const place = ({ group, accelerator }: Format): number => 2 * formatGroups.indexOf(group) + (accelerator ? 0 : 1)

/** In the order of their groups; of one group those with a shortcut, then by name. */
export const formats = new Registry(
  'export format',
  Object.fromEntries(Object.entries(files).toSorted(([, a], [, b]) => place(a) - place(b))),
  {
    folder: 'exports',
    fields: {
      id: identifier,
      title: words,
      label: words,
      summary: words,
      extension: z.string().regex(/^[a-z0-9]+(\.[a-z0-9]+)*$/, 'what file names end with, without the dot'),
      mediaType: z.string().regex(/^[a-z]+\/\S+$/, 'a media type, such as image/png'),
      previews: mark,
      video: video.optional(),
      keeps: mark,
      unpacks: mark,
      anywhere: mark,
      accelerator: words.optional(),
      drawsFrom: mark,
      freshWith: z.object({ key: words, value: words }).optional(),
      group: z.enum(formatGroups),
      needs: z.enum(['sampled', 'checkpoints', 'measured', 'stepped']),
      options: func,
      write: func,
      stream: func.optional()
    },
    reserved: { help: 'what the command line says of its formats' },
    wrong: format => wrongOptions(format)
  }
)

/** Of the options of any run: what is wrong with them by themselves, and with what they are called. */
function wrongOptions(format: Format): string[] {
  const options = format.options(null)
  const drawn = format.drawsFrom ? [...models.values()].flatMap(inputKeys) : []
  const faults = wrongSettings(options)
  const taken = options.find(option => drawn.includes(wordOf(option)))
  if (taken)
    faults.push(`declares the option \`${taken.key}\`, which some models are drawn from: call it something else`)
  return [...faults, ...clashes(options.map(wordOf), 'exporting')]
}

const missing: Record<Format['needs'], string> = {
  sampled: 'no samples yet. The first come at the end of its first epoch.',
  checkpoints: 'no checkpoint yet. The first comes at the end of its first epoch.',
  measured: 'no epoch behind it yet.',
  stepped: 'no step behind it yet.'
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
