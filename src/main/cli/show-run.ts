/** One run whole: what it is, what happened to it, its epochs, and how good its checkpoints are. */
import type { EpochMetrics, Run, RunEvent } from '../../shared/domain'
import { counted } from '../../shared/counted'
import { partWords } from '../../shared/run-length'
import { directionsOf } from '../../shared/sampling-knobs'
import { startWords } from '../../shared/start-words'
import { evaluationTable, withoutSheets } from './evaluate'
import { duration, measureWords, table, withoutTraits } from './output'
import type { Session } from './session'

export async function showRun({ handlers, output }: Session, run: Run): Promise<void> {
  const { epochs: metrics } = await handlers.runMetrics({ run: run.id, maxPoints: 10 })
  const { sampled, checkpoints } = await handlers.runEpochs({ run: run.id })
  const events = await handlers.runEvents({ run: run.id })
  const evaluation = await handlers.listEvaluations({ run: run.id })
  const evaluated = evaluationTable(evaluation)
  output.say({ ...withoutTraits(run), metrics, sampled, checkpoints, events, evaluation: withoutSheets(evaluation) }, [
    ...table(facts(run, events)),
    ...(metrics.length === 0 ? [] : ['', ...table(epochs(run, metrics))]),
    ...(evaluated.length === 0 ? [] : ['', ...evaluated.slice(0, -1)])
  ])
}

const facts = (run: Run, events: readonly RunEvent[]): string[][] => [
  ['Run', run.id],
  ['Name', run.name],
  ['Status', run.error ? `${run.status}: ${run.error}` : run.status],
  ['Model', run.model],
  ['Dataset', run.datasetName],
  ...(directionsOf(run) ?? []).map(way => ['Translates', way]),
  [
    'Epochs',
    `${run.epoch} of ${run.epochs}, ${counted(run.stepsPerEpoch, 'step')} each` +
      (run.steps === null ? '' : `; it ends after ${counted(run.steps, 'step')}`)
  ],
  ['Seed', String(run.seed)],
  ...(run.start ? [['Begins with', startWords(run.start)]] : []),
  ['Engine', run.engine ?? '–'],
  ['Trained', duration(run.seconds)],
  ...events.map(event => [`Step ${event.step}`, eventWords(event)]),
  [
    'Settings',
    Object.entries(run.settings)
      .map(([key, value]) => `${key}=${String(value)}`)
      .join(' ')
  ]
]

function eventWords({ message, advice, resolvedAt, dismissedAt, level }: RunEvent): string {
  if (level !== 'info' && resolvedAt !== null) return `${message} (Resolved.)`
  if (dismissedAt !== null) return `${message} (Put aside.)`
  return advice ? `${message} ${advice}` : message
}

const epochs = (run: Run, metrics: readonly EpochMetrics[]): string[][] => [
  [
    'EPOCH',
    'STEP',
    ...run.losses.map(({ short }) => `${short.toUpperCase()} LOSS`),
    ...run.measures.map(({ label }) => label.toUpperCase()),
    'STEPS/S'
  ],
  ...metrics.map(epoch => [
    [String(epoch.epoch), partWords(epoch, run.stepsPerEpoch)].filter(Boolean).join(': '),
    String(epoch.step),
    ...epoch.losses.map(loss => loss.toFixed(4)),
    ...run.measures.map(measure => measureWords(measure, epoch.measures[measure.key])),
    epoch.stepsPerSecond.toFixed(1)
  ])
]
