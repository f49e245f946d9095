/** `evaluate`: what metrics find of a run's checkpoints. Which there are, and their options, the registry says. */
import { InvalidArgumentError, Option, type Command } from 'commander'
import type { Evaluation, Metric, MetricReport, MetricValue } from '../../shared/domain'
import { didYouMean } from '../../shared/nearest-names'
import { flagOf } from '../lib/registry'
import { metricNames, metrics, subjects } from '../metrics'
import { checkTarget, deliver } from './deliver'
import { findRun } from './find'
import { whole } from './numbers'
import { table, UsageError } from './output'
import { asJob, type Session } from './session'

interface Words {
  epochs: string
  metrics?: string[]
  seed: number
  output?: string
}
/** Beside the words, an option of each subject by its key. */
export type EvaluateOptions = Words & Readonly<Record<string, unknown>>

/** Adds what the registry has: names of metrics, options of their subjects. */
export function metricOptions(command: Command): Command {
  const byDefault = subjects.all.filter(({ onRequest }) => !onRequest).map(({ id }) => id)
  command.addOption(
    new Option(
      '--metrics <list>',
      `which, with commas between; ${subjects.all.map(listed).join('; ')} (default: those of ${byDefault.join(', ')})`
    ).argParser(readMetrics)
  )
  const seen = new Set<string>()
  for (const option of subjects.all.flatMap(({ options }) => options)) {
    if (seen.has(option.key)) continue
    seen.add(option.key)
    command.option(
      `--${flagOf(option.key)} <n>`,
      `${option.label.toLowerCase()} (default: ${option.default})`,
      whole(option.min, option.max)
    )
  }
  return command
}

/** "classes (classes-by-features, classes-by-pixels)". */
const listed = ({ id }: { id: string }): string =>
  `${id} (${metrics.all
    .filter(({ measure }) => id in measure)
    .map(metric => metric.id)
    .join(', ')})`

function readMetrics(words: string): string[] {
  const names = words.split(',').map(word => word.trim())
  const unknown = names.find(name => !metricNames().includes(name))
  if (unknown !== undefined)
    throw new InvalidArgumentError(
      `There is no metric "${unknown}".${didYouMean(unknown, metricNames())} There are: ${metricNames().join(', ')}.`
    )
  return names
}

/** Known numbers come at once. Ctrl-C keeps the epochs that are done. */
export async function evaluate(
  session: Session,
  word: string,
  { epochs: words, metrics: names, seed, output: file, ...rest }: EvaluateOptions
): Promise<void> {
  const listed = readEpochs(words)
  if (file !== undefined) await checkTarget(session.output, file, { extension: 'png' })
  const run = findRun(session, word)
  const epochs =
    listed ?? (words === 'all' ? (await session.handlers.runEpochs({ run: run.id })).checkpoints : undefined)
  const options = Object.fromEntries(
    subjects.all
      .flatMap(subject => subject.options)
      .flatMap(({ key }) => {
        const value = rest[key]
        return typeof value === 'number' ? [[key, value]] : []
      })
  )
  const found = await asJob(session, job =>
    session.handlers.evaluateRun({
      run: run.id,
      job,
      epochs: epochs?.length === 0 ? undefined : epochs,
      metrics: names,
      seed,
      options
    })
  )
  const figure = found.reports.find(report => report.figure)?.figure
  const facts = { run: run.id, seed, ...withoutSheets(found) }
  const said = [
    `"${run.name}" against "${run.datasetName}", seed ${seed}.`,
    '',
    ...evaluationTable(found),
    ...found.metrics
      .filter(
        ({ id, newestOnly }) => !newestOnly && found.values.some(each => each.metric === id && each.value !== null)
      )
      .map(({ short, help }) => `${short}: ${help}`),
    ...found.reports.flatMap(reportWords)
  ]
  if (file === undefined || !figure) return session.output.say({ file: null, ...facts }, said)
  await deliver(session.output, file, figure.sheet.png, path => ({
    facts,
    words: [...said, `${path}: ${figure.title.toLowerCase()}.`]
  }))
}

/** Pictures are no JSON. */
export const withoutSheets = ({ metrics: all, values, reports }: Evaluation) => ({
  metrics: all,
  values,
  reports: reports.map(({ figure: _, ...report }) => report)
})

/**
 * A row for each epoch, a column for each metric that has a value and one for what stands beside it; none where nothing
 * was found.
 */
export function evaluationTable({ metrics: all, values }: Evaluation): string[] {
  const shown = all.filter(({ id, newestOnly }) => !newestOnly && values.some(({ metric }) => metric === id))
  const epochs = [...new Set(values.map(({ epoch }) => epoch))]
  if (shown.length === 0) return []
  const at = (epoch: number, { id }: Metric): MetricValue | undefined =>
    values.find(value => value.epoch === epoch && value.metric === id)
  return [
    ...table([
      [
        'EPOCH',
        ...shown
          .flatMap(({ short, reference }) => [short, ...(reference ? [reference.short] : [])])
          .map(heading => heading.toUpperCase())
      ],
      ...epochs.map(epoch => [
        String(epoch),
        ...shown.flatMap(metric => {
          const found = at(epoch, metric)
          return [
            figureWords(metric, found?.value),
            ...(metric.reference ? [figureWords(metric, found?.reference)] : [])
          ]
        })
      ])
    ]),
    ''
  ]
}

const figureWords = ({ share }: Metric, value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : share ? `${(100 * value).toFixed(1)} %` : value.toFixed(4)

const reportWords = ({ notes, table: shown }: MetricReport): string[] => [
  ...(shown
    ? [
        '',
        `${shown.title}. ${shown.help}`,
        ...table([
          ['', ...shown.columns.map(column => column.toUpperCase())],
          ...shown.rows.map(({ label, values }) => [label, ...values.map(value => value.toFixed(3))])
        ])
      ]
    : []),
  ...notes.map(({ text }) => text.replaceAll('\u00a0', ' '))
]

/** Null for the words "newest" and "all". @throws UsageError */
function readEpochs(words: string): number[] | null {
  if (words === 'newest' || words === 'all') return null
  const epochs = words.split(',').map(word => (/^\s*\d{1,9}\s*$/.test(word) ? Number(word) : NaN))
  if (epochs.some(Number.isNaN))
    throw new UsageError(`--epochs wants numbers with commas between, "newest" or "all"; got "${words}".`)
  return epochs
}
