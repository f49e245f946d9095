/** A training from its start to its end: each epoch is said, what its health checks find, and what it ended with. */
import type { Run } from '../../../shared/domain'
import { counted } from '../../../shared/counted'
import { StudioError } from '../../../shared/errors'
import type { Payload } from '../../../shared/ipc'
import { partWords, totalSteps } from '../../../shared/run-length'
import { stageWords } from '../../../shared/run/stages'
import { startWords } from '../../../shared/start-words'
import { duration, measureWords } from '../output'
import { Interrupted, staying, stopPatience, type Session } from '../session'

const over = ({ status }: Run): boolean => ['stopped', 'interrupted', 'finished', 'failed'].includes(status)

/**
 * Starts a run and stays to its end. The first Ctrl-C saves a checkpoint, or leaves one that another machine trains.
 * @param on that machine
 * @param settled what else is done with a run that has ended, before its end is said
 * @throws Interrupted where it was stopped; StudioError where it ended in any other way than its last step
 */
export async function follow(
  session: Session,
  start: () => Promise<Run>,
  { on, settled }: { on?: string | undefined; settled?: (run: Run) => Promise<void> } = {}
): Promise<void> {
  const { output, progress, handlers } = session
  let run: Run | null = null
  /** Steps were trained since this command began: something is there to be saved. */
  let trained = false
  const ended = Promise.withResolvers<Run>()
  session.on('runChanged', changed => {
    if (changed.id !== run?.id) return
    if (run.status === 'preparing' && changed.status === 'training') output.text(beganWords(changed))
    run = changed
    if (over(changed)) ended.resolve(changed)
  })
  session.on('steps', payload => {
    if (payload.run !== run?.id) return
    trained = true
    showSteps(session, run, payload)
  })
  session.on('epoch', ({ run: id, metrics }) => {
    if (id === run?.id) sayEpoch(session, run, metrics)
  })
  session.on('health', ({ run: id, news }) => {
    if (id === run?.id && news) sayHealth(session, news)
  })

  run = await start()
  const { id } = run
  sayBegun(session, run)
  if (run.status === 'waiting') await sayWaiting(session, id)
  session.onInterrupt(() => {
    progress.clear()
    if (run && on !== undefined) {
      output.aside(leaveWords(run, on))
      return ended.reject(new Interrupted())
    }
    if (run?.status !== 'waiting')
      output.aside(
        trained ? 'Saving a checkpoint. (Ctrl-C again: end at once.)' : 'Stopping. No step has been trained yet.'
      )
    // Already at its end: what it ended with is said below.
    handlers.stopRun({ run: id }).catch(() => undefined)
  }, stopPatience)
  // It may have ended before we knew its id.
  const now = await handlers.getRun({ run: id })
  if (over(now)) ended.resolve(now)
  const last = await staying(ended.promise)
  await settled?.(last)
  report(session, last)
}

function sayBegun({ output }: Session, { id, name, model, datasetName, seed, start }: Run): void {
  output.say(
    { event: 'run', run: id },
    `Run ${id} "${name}": ${model} on "${datasetName}", seed ${seed}.` +
      (start ? ` It begins with ${startWords(start)}.` : '')
  )
}

function beganWords({ engine, parameters }: Run): string {
  const weights = (parameters ?? []).map(
    ({ network, count }) => `${count.toLocaleString('en')} weights in the ${network}`
  )
  return `Training on ${engine ?? 'the engine'}: ${weights.join(', ')}.`
}

function showSteps({ progress: line }: Session, run: Run, { steps, progress }: Payload<'steps'>): void {
  const { step, epoch, epochs, stepsPerEpoch, stepsPerSecond, secondsLeft } = progress
  const losses = run.losses.map(({ short }, i) => `${short} ${steps.losses[i]?.at(-1)?.toFixed(3) ?? '–'}`)
  line.show(
    [`epoch ${epoch}/${epochs}`].concat(stageWords(run.stages, step) ?? []).join(', '),
    step,
    totalSteps({ ...run, epochs, stepsPerEpoch }),
    secondsLeft,
    `${losses.join('  ')}  ${stepsPerSecond.toFixed(1)} steps/s`
  )
}

function sayEpoch({ output, progress }: Session, run: Run, metrics: Payload<'epoch'>['metrics']): void {
  const { epoch, step, losses, measures, seconds, stepsPerSecond } = metrics
  const stage = stageWords(run.stages, step)
  const part = partWords(metrics, run.stepsPerEpoch)
  progress.clear()
  output.say(
    {
      event: 'epoch',
      epoch,
      step,
      ...(part === '' ? {} : { part }),
      ...(stage === null ? {} : { stage }),
      ...Object.fromEntries(run.losses.map(({ key }, i) => [`${key}Loss`, losses[i]])),
      measures,
      seconds,
      stepsPerSecond
    },
    [
      `epoch ${epoch}/${run.epochs}${part === '' ? '' : ` (${part})`}`,
      `step ${step}`,
      ...(stage === null ? [] : [stage]),
      ...run.losses.map(({ short }, i) => `${short} ${losses[i]?.toFixed(4) ?? '–'}`),
      ...run.measures.map(measure => `${measure.label} ${measureWords(measure, measures[measure.key])}`),
      `${seconds.toFixed(1)} s`,
      `${stepsPerSecond.toFixed(1)} steps/s`
    ].join('  ')
  )
}

function sayHealth({ output, progress }: Session, news: NonNullable<Payload<'health'>['news']>): void {
  const { kind, level, epoch, step, message, advice, remedy } = news
  progress.clear()
  output.line({ event: 'health', kind, level, epoch, step, message, advice, remedy })
  // What ends the training is said at its end.
  if (level !== 'error') output.aside(`${message} ${advice}`)
}

/** What it waits for. */
async function sayWaiting({ handlers, output }: Session, run: string): Promise<void> {
  const others = await handlers.listRuns({})
  const training = others.filter(({ status }) => ['preparing', 'training', 'paused'].includes(status))
  const { waiting } = await handlers.trainingQueue({})
  const ahead = waiting.indexOf(run)
  output.say(
    { event: 'waiting', run, training: training.map(({ id }) => id), ahead },
    `Waiting: ${training.map(({ name }) => `"${name}"`).join(', ') || 'nothing'} trains now` +
      (ahead > 0 ? `, and ${ahead === 1 ? 'one more run waits' : `${ahead} more runs wait`} before this one` : '') +
      '. Ctrl-C takes it out of the queue.'
  )
}

/** Whoever watches may go: the run does not end with that. */
const leaveWords = ({ id, name }: Run, machine: string): string =>
  `"${name}" trains on at ${machine}. What it makes comes here while a studio is open. To watch it: ` +
  `atelier machines watch ${id.slice(0, 8)}; to stop it: atelier machines stop ${id.slice(0, 8)}`

/** What one does with what is trained. */
const nextWords = ({ id, examples }: Run): string =>
  examples.given ? `translate ${id.slice(0, 8)} PICTURES -o FOLDER` : `export gif ${id.slice(0, 8)} -o training.gif`

function report({ output, progress, command }: Session, run: Run): void {
  progress.clear()
  if (run.status === 'finished') {
    return output.say(
      { event: 'done', run: run.id, epochs: run.epoch },
      `Done: ${run.steps === null ? counted(run.epoch, 'epoch') : counted(run.step, 'step')} ` +
        `in ${duration(run.seconds)}. Next: ${command(nextWords(run))}`
    )
  }
  if (run.status === 'stopped') {
    output.say(
      { event: 'stopped', run: run.id, epoch: run.epoch, step: run.step },
      `Stopped at step ${run.step}. To go on: ${command(`resume ${run.id.slice(0, 8)}`)}`
    )
    throw new Interrupted()
  }
  throw new StudioError('engine', run.error ?? `"${run.name}" ended as ${run.status}.`)
}
