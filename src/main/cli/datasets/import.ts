/** `import`: a folder's pictures become a dataset, and the report on what was found. */
import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { counted } from '../../../shared/counted'
import { aspectLabel } from '../../../shared/datasets/aspects'
import { framedWords } from '../../../shared/datasets/framed'
import type { Dataset, DatasetReport } from '../../../shared/domain'
import { pairingWords } from '../../../shared/pair-words'
import { arrangementOf, flagsGiven, type ArrangementWords } from '../arrangement'
import { noDataset, notEmpty } from '../find'
import { table, UsageError, withoutTraits } from '../output'
import { asJob, type Session } from '../session'

export interface ImportWords extends ArrangementWords {
  name?: string
  /** Every odd file by name. */
  all?: boolean
  /** Of an animation: one of so many frames. */
  stride?: number
}

/** The dataset doctor's report. A folder, or a built-in's name. */
export async function importPictures(
  session: Session,
  word: string,
  { name, all = false, stride, ...how }: ImportWords
): Promise<void> {
  const { handlers, output } = session
  const pairs = arrangementOf(how)
  notEmpty(word)
  const exists = await stat(resolve(word)).then(
    () => true,
    () => false
  )
  const builtins = await handlers.listBuiltins({})
  const builtin = !exists && builtins.some(each => each.name === word)
  // What looks like a path is the import's to explain.
  if (!exists && !builtin && !/[/\\]/.test(word)) throw noDataset(word, [], builtins)
  if (builtin && pairs !== undefined) throw new UsageError(`${flagsGiven(how)} is for folders; "${word}" is built in.`)
  const dataset = await asJob(session, job =>
    builtin
      ? handlers.importBuiltin({ job, name: word })
      : handlers.importFolder({ job, path: resolve(word), name, pairs, stride })
  )
  const issues = await handlers.datasetIssues({ dataset: dataset.id })
  const report = await wholeReport(session, dataset, all)
  const { imageCount, labels, sourceSize, grey, framing, aspect } = dataset
  if (dataset.examples.origin !== null)
    return output.say(
      { ...withoutTraits(dataset), issues, report },
      `Dataset ${dataset.id} "${dataset.name}": ${counted(imageCount, dataset.examples.one, dataset.examples.many)}.`
    )
  output.say({ ...withoutTraits(dataset), issues, report }, [
    `Dataset ${dataset.id} "${dataset.name}": ${found(dataset)}.`,
    `The commonest size is ${sourceSize.width}×${sourceSize.height}; ${grey ? 'all are grey' : 'in colour'}; ` +
      `shown as ${framedWords(framing)} ${framing.channels === 1 ? 'grey' : 'colour'}, learned at the ` +
      'size of the model that is trained.',
    ...(aspect
      ? [
          `${Math.round(100 * aspect.share)} % are ${aspectLabel(aspect.value)}: squares cut them, and most models ` +
            `learn them whole with \`--set aspect=${aspect.value}\`.`
        ]
      : []),
    ...(labels.length > 0 && dataset.examples.classes
      ? [
          `${counted(labels.length, 'class', 'classes')}: ` +
            `${labels.slice(0, 12).join(', ')}${labels.length > 12 ? ' …' : ''}.`
        ]
      : []),
    ...surveyWords(report.survey),
    ...report.findings.flatMap(each => findingLines(each, all ? Infinity : namedInText))
  ])
}

/** Files of a kind that are named in text, and with --all asked for at once. */
const namedInText = 5
const atOnce = 1000

/** With --all every file is in `first`. */
async function wholeReport({ handlers }: Session, { id }: Dataset, all: boolean): Promise<DatasetReport> {
  const report = await handlers.datasetReport({ dataset: id })
  if (!all) return report
  for (const { kind, count, first } of report.findings)
    while (first.length < count) {
      const more = await handlers.datasetFindings({ dataset: id, kind, offset: first.length, count: atOnce })
      if (more.length === 0) break
      first.push(...more)
    }
  return report
}

function surveyWords(survey: DatasetReport['survey']): string[] {
  if (!survey) return []
  const { formats, sizes, aspects, colours, depths } = survey
  const words = (counts: typeof sizes): string =>
    counts.map(({ name, count }) => `${name}: ${count.toLocaleString('en-GB')}`).join(', ')
  return table([
    ['Formats', words(formats)],
    ['Sizes', words(sizes)],
    ['Shapes', words(aspects)],
    ['Colours', words(colours)],
    ['Depth', words(depths)]
  ])
}

function findingLines({ title, done, count, first }: DatasetReport['findings'][number], most: number): string[] {
  const shown = first.slice(0, most)
  return [
    `${title}: ${counted(count, 'file')}. ${done}`,
    ...shown.map(({ path, detail }) => `  ${path}${detail === '' ? '' : `: ${detail}`}`),
    ...(count > shown.length
      ? [`  … and ${(count - shown.length).toLocaleString('en-GB')} more (--all names them).`]
      : [])
  ]
}

/** What was not read or left out of a folder that was imported on the way; nothing where all was well. */
export async function sayLeftOut({ handlers, output }: Session, dataset: Dataset): Promise<void> {
  if (dataset.unreadableCount + dataset.unpairedCount === 0) return
  const issues = (await handlers.datasetIssues({ dataset: dataset.id })).filter(({ kind }) => kind !== 'duplicate')
  output.aside(`Of "${dataset.name}" ${counted(issues.length, 'file')} will not be learned:`)
  for (const { path, reason } of issues.slice(0, 5)) output.aside(`  ${path}: ${reason}`)
  if (issues.length > 5) output.aside(`  … and ${issues.length - 5} more: \`atelier import\` on the folder names them.`)
}

/** "12 pictures, 0 could not be read, 1 duplicate"; "12 pairs (A → B), …". */
const found = ({
  imageCount,
  excludedCount,
  heldOutCount,
  unreadableCount,
  duplicateCount,
  unpairedCount,
  pairing,
  examples
}: Dataset): string =>
  [
    counted(imageCount, examples.one, examples.many) +
      `${examples.aside}${pairing ? ` (${pairingWords(pairing, examples)})` : ''}`,
    ...(excludedCount > 0 ? [`${excludedCount} excluded`] : []),
    ...(heldOutCount > 0 ? [`${heldOutCount} of them held out, by their folders`] : []),
    `${unreadableCount} could not be read`,
    counted(duplicateCount, 'duplicate'),
    ...(unpairedCount > 0 ? [`${unpairedCount} ${examples.leftOut}`] : [])
  ].join(', ')
