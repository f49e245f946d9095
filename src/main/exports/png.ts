/** A sheet of fresh samples in exact pixels, lossless; of a run that translates, of translations drawn by the seed. */
import { counted } from '../../shared/counted'
import type { Direction, Exported, Run, Sheet } from '../../shared/domain'
import { StudioError } from '../../shared/errors'
import { choicesOf, directionsOf, pictureOf } from '../../shared/sampling-knobs'
import type { SamplePixels } from '../engine/protocol'
import type { ExportOption, ExportSource, Format, Holdings } from './format'
import { checkpointEpoch, checkpointOption } from './tools/checkpoint-option'
import { rowsOf } from './tools/class-rows'
import { namedSheet } from './tools/named-sheet'
import { namesOption } from './tools/row-names'

const option = { advanced: false }
/** Where something is on the stage, that is exported unless others are asked for. */
const whatOption: ExportOption = {
  ...option,
  key: 'what',
  type: 'choice',
  label: 'Pictures',
  default: 'shown',
  choices: [
    { value: 'shown', label: 'What is shown, of this epoch' },
    { value: 'fresh', label: 'Fresh ones, drawn by a seed' }
  ],
  help: 'What is on the stage, or others.'
}
const fresh = (holdings: Holdings | null): Pick<ExportOption, 'advanced' | 'onlyWith'> =>
  holdings?.staged ? { ...option, onlyWith: { key: 'what', value: 'fresh' } } : option

const format: Format = {
  id: 'png',
  title: 'Export PNG',
  label: 'PNG sheet',
  summary: 'A sheet of fresh samples in exact pixels. The same seed gives the same sheet.',
  extension: 'png',
  mediaType: 'image/png',
  accelerator: 'CmdOrCtrl+Shift+E',
  group: 'pictures',
  needs: 'checkpoints',
  drawsFrom: true,
  freshWith: { key: 'what', value: 'fresh' },
  options: holdings => [
    ...(holdings?.staged ? [whatOption] : []),
    { ...checkpointOption(holdings, 'Checkpoint to draw from'), ...fresh(holdings) },
    {
      ...fresh(holdings),
      key: 'seed',
      type: 'int',
      label: 'Seed',
      default: 1,
      min: 0,
      max: 2 ** 31 - 1,
      help: 'Of the latents.'
    },
    {
      ...fresh(holdings),
      key: 'count',
      type: 'int',
      label: labelOf(holdings),
      default: 64,
      min: 1,
      max: 1024,
      help: 'How many.'
    },
    {
      ...option,
      key: 'gap',
      type: 'int',
      label: 'Gap',
      unit: 'pixels',
      default: 0,
      min: 0,
      max: 64,
      help: 'Black pixels between pictures.'
    },
    ...named(holdings)
  ],
  write: async (source, { number, word, flag, inputs }) => {
    const { run } = source
    const [seed, count, gap, names] = [number('seed'), number('count'), number('gap'), flag(namesOption.key)]
    if (source.staged && word(whatOption.key) === 'shown') return shown(source, gap, names)
    const epoch = checkpointEpoch(word)
    const { png, ...sheet } = pictureOf(run)
      ? await source.translate({ epoch, seed, count, gap, direction: inputs.direction === 1 ? 1 : 0 })
      : await drawn(run, await source.draw({ epoch, seed, count, inputs }), { gap, names, inputs })
    return {
      bytes: png,
      mark: `${epoch === undefined ? '' : `epoch ${epoch} `}seed ${seed}`,
      words: `${wordsOf(source, count, sheet, inputs.direction === 1 ? 1 : 0)}, seed ${seed}`,
      facts: { ...sheet, seed }
    }
  }
}
export default format

/** Names are offered where there is something to name; what is on the stage may have none, then fresh draws do. */
function named(holdings: Holdings | null): ExportOption[] {
  if (!holdings) return [namesOption]
  if (classesOf(holdings.run) === undefined) return []
  return [{ ...namesOption, ...(holdings.grid.names.length > 0 ? {} : fresh(holdings)) }]
}

/** What a picture can be asked to be of, where it is not something that is always set. */
const classesOf = (run: Run) =>
  pictureOf(run) ? undefined : choicesOf(run).find(input => input.default === undefined && input.choices.length > 1)

/** Fresh ones: a column for each class, or with names a row for each. */
async function drawn(
  run: Run,
  samples: SamplePixels,
  { gap, names, inputs }: { gap: number; names: boolean; inputs: Record<string, number> }
): Promise<Sheet> {
  const classes = classesOf(run)
  if (!classes) return namedSheet(samples, { gap })
  const chosen = inputs[classes.key]
  if (chosen !== undefined)
    return namedSheet(samples, { gap, names: names ? classes.choices.slice(chosen, chosen + 1) : [] })
  const across = Math.min(samples.count, classes.choices.length)
  if (!names) return namedSheet(samples, { gap, columns: across })
  const columns = Math.ceil(samples.count / across)
  const rows = rowsOf(samples, across, columns, (row, column) => column * across + row)
  const named = await namedSheet(rows, { gap, columns, names: classes.choices.slice(0, across) })
  return { ...named, count: samples.count }
}

/** @throws StudioError not-found where nothing is on the stage */
async function shown(source: ExportSource, gap: number, named: boolean): Promise<Exported> {
  const { run, stageEpoch: epoch, grid } = source
  if (epoch === undefined)
    throw new StudioError('not-found', `"${run.name}" shows no epoch yet. Choose fresh pictures, or wait for one.`)
  const names = named ? grid.names : []
  const { png, ...sheet } = await namedSheet(await source.frame(epoch), { gap, columns: grid.columns, names })
  return {
    bytes: png,
    mark: `epoch ${epoch}`,
    words: `${counted(sheet.count, 'picture')} of "${run.name}" at epoch ${epoch}, ${sheet.columns} × ${sheet.rows}`,
    facts: { ...sheet, epoch }
  }
}

/** What so many are asked for: examples, where each is several pictures. */
function labelOf(holdings: Holdings | null): string {
  const { across = 1, many = 'pictures' } = holdings?.run.examples ?? {}
  const [first = '', ...rest] = across > 1 ? many : 'pictures'
  return first.toUpperCase() + rest.join('')
}

function wordsOf(
  { run }: Holdings,
  count: number,
  { columns, rows, tileWidth, tileHeight }: { columns: number; rows: number; tileWidth: number; tileHeight: number },
  direction: Direction
): string {
  const {
    name,
    datasetName,
    examples: { scatter, one, many, given }
  } = run
  if (scatter) return `${counted(count, one, many)} of "${name}" in a scatter of ${tileWidth} × ${tileHeight} pixels`
  const way = directionsOf(run)?.[direction]
  if (given)
    return (
      `${given.many} of "${datasetName}", each above what "${name}" makes of it${way ? ` (${way})` : ''} ` +
      `and ${given.belowEach}`
    )
  return `${counted(count, 'picture')} of "${name}", ${columns} × ${rows}`
}
