/** `train` and `resume`: starts, follows to the end, and saves on Ctrl-C. */
import type { Run, Settings, Turn } from '../../shared/domain'
import { counted } from '../../shared/counted'
import { partWords, totalSteps } from '../../shared/run-length'
import { stageWords } from '../../shared/run/stages'
import { recipeFor, recipes, recipesFor } from '../models/recipes'
import { startWords } from '../../shared/start-words'
import { StudioError } from '../../shared/errors'
import { arrangementOf, type ArrangementWords } from './arrangement'
import { findDataset, findRun } from './find'
import { sayLeftOut } from './lists'
import { duration, measureWords, UsageError } from './output'
import { Interrupted, type Session } from './session'
import { settingsToKeep, startFrom, type StartOptions } from './start-from'
import { checkWords, modelNamed, readSettings } from './settings'

interface TurnOptions {
  /** Trains when its turn comes. */
  wait?: boolean
  /** Trains beside others. */
  now?: boolean
}

/** Never a second training unasked: the machine would be shared without a word. */
const turnOf = ({ wait, now }: TurnOptions): Turn => (wait ? 'in-turn' : now ? 'now' : 'if-free')

export interface TrainOptions extends StartOptions, ArrangementWords, TurnOptions {
  model?: string
  recipe?: string
  epochs?: number
  steps?: number
  seed?: number
  name?: string
  set: string[]
}

/**
 * Without --model the preset that suits the dataset best, with its settings; with it, the model's defaults in the
 * dataset's colours. From another run: its model, with its settings.
 */
export async function train(session: Session, word: string, options: TrainOptions): Promise<void> {
  const { model: modelId, recipe: recipeId, epochs, steps, seed, name, set, wait, now, ...start } = options
  const pairing = arrangementOf(options)
  // Words are checked before a folder of thousands of pictures is read.
  if (name !== undefined && session.store.runs.names().has(name))
    throw new StudioError(
      'conflict',
      `There is a run "${name}" already. Choose another --name, or leave it out; ` +
        '`atelier resume` goes on with the run there is.'
    )
  const begin = startFrom(session, start)
  const asked = modelId === undefined ? begin && modelNamed(begin.run.model) : modelNamed(modelId)
  if (recipeId !== undefined && (asked || modelId !== undefined))
    throw new StudioError('bad-input', '--recipe sets the model itself: leave out --model and --from, or --recipe.')
  const recipe = recipeId === undefined ? null : recipes.find(recipeId)
  const words = epochs === undefined ? set : [...set, `epochs=${epochs}`]
  if (asked) readSettings(asked, words)
  else checkWords(words)
  const dataset = await findDataset(session, word, pairing)
  await sayLeftOut(session, dataset)
  const held = `${dataset.examples.many}${dataset.examples.aside}`
  const wanted = recipe && recipeFor(recipe, dataset)
  if (recipe && !wanted)
    throw new StudioError(
      'unsupported',
      `The recipe "${recipe.id}" is for other pictures than those of "${dataset.name}". Leave it out, or ` +
        'choose a model: `atelier models` lists them.'
    )
  const [suited] = wanted || asked ? [] : await session.handlers.recommendModels({ dataset: dataset.id })
  // What the window would have chosen by itself.
  const cooked = wanted ?? recipesFor(dataset).find(({ model }) => model.id === suited?.model)
  const best = asked ? undefined : cooked ? { model: cooked.model.id, settings: cooked.settings } : suited
  if (!asked && !best)
    throw new StudioError(
      'unsupported',
      `No model here learns ${held}, and "${dataset.name}" holds ${held}. \`atelier models\` lists what there is.`
    )
  const model = asked ?? modelNamed(best?.model ?? '')
  const { channels, passes, epochs: suggested } = model.suits(dataset).settings
  const alike =
    begin && modelId === undefined
      ? {
          ...(passes === undefined ? {} : { passes }),
          ...(suggested === undefined ? {} : { epochs: suggested }),
          ...settingsToKeep(begin.run, model)
        }
      : null
  const fitting: Settings = best ? best.settings : (alike ?? (channels === undefined ? {} : { channels }))
  const settings = { ...fitting, ...readSettings(model, words) }
  if (steps === undefined) {
    // What cannot be trained at all is refused when it is started.
    const asked = { model: model.id, dataset: dataset.id, settings }
    const cost = await session.handlers.estimateTraining(asked).catch(() => null)
    if (cost?.long) session.output.text(`${cost.long} \`--steps\` and \`--epochs\` make it shorter.`)
  }
  const begins = (): Promise<Run> =>
    session.handlers.startRun({
      model: model.id,
      dataset: dataset.id,
      name,
      seed,
      steps,
      turn: turnOf({ wait, now }),
      settings,
      ...(begin ? { from: begin.from } : {})
    })
  await follow(session, begins, async ({ id, engine, status }) => {
    // What was in its way is said; a run that never began is nothing to go on with.
    if (status === 'failed' && engine === null) await session.handlers.deleteRun({ run: id })
  })
}

export interface ResumeOptions extends TurnOptions {
  epochs?: number
  steps?: number
  set: string[]
  rollBack?: boolean
}

export async function resume(
  session: Session,
  word: string,
  { epochs, steps, set, rollBack, ...turn }: ResumeOptions
): Promise<void> {
  checkWords(set)
  const run = findRun(session, word)
  const { id, model } = run
  const settings = readSettings(modelNamed(model), set)
  if (run.status === 'finished' && epochs === undefined && steps === undefined && !rollBack)
    throw new UsageError(
      `"${run.name}" has finished its ${counted(run.epochs, 'epoch')}. Say how many it should have in all, ` +
        `such as --epochs ${2 * run.epochs}.`
    )
  await follow(session, () =>
    session.handlers.resumeRun({ run: id, epochs, steps, settings, rollBack, turn: turnOf(turn) })
  )
}

/** Longer than an engine is given to save, ms: one that does not end is killed, and the run has its status. */
const stopPatience = 75_000

/** @param settled what else is done with a run that has ended, before its end is said */
async function follow(
  session: Session,
  start: () => Promise<Run>,
  settled: (run: Run) => Promise<void> = () => Promise.resolve()
): Promise<void> {
  const { output, progress, handlers } = session
  let run: Run | null = null
  /** Steps were trained since this command began: something is there to be saved. */
  let trained = false
  const ended = Promise.withResolvers<Run>()

  session.on('runChanged', changed => {
    if (changed.id !== run?.id) return
    const began = run.status === 'preparing' && changed.status === 'training'
    run = changed
    if (began)
      output.text(
        'Training ' +
          `on ${changed.engine ?? 'the engine'}: ${(changed.parameters ?? [])
            .map(({ network, count }) => `${count.toLocaleString('en')} ` + `weights in the ${network}`)
            .join(', ')}.`
      )
    if (['stopped', 'interrupted', 'finished', 'failed'].includes(changed.status)) ended.resolve(changed)
  })
  session.on(
    'steps',
    ({ run: id, steps, progress: { step, epoch, epochs, stepsPerEpoch, stepsPerSecond, secondsLeft } }) => {
      if (id !== run?.id) return
      trained = true
      const losses = run.losses
        .map(({ short }, i) => `${short} ${steps.losses[i]?.at(-1)?.toFixed(3) ?? '–'}`)
        .join('  ')
      progress.show(
        [`epoch ${epoch}/${epochs}`].concat(stageWords(run.stages, step) ?? []).join(', '),
        step,
        totalSteps({ ...run, epochs, stepsPerEpoch }),
        secondsLeft,
        `${losses}  ${stepsPerSecond.toFixed(1)} steps/s`
      )
    }
  )
  session.on('epoch', ({ run: id, metrics }) => {
    if (id !== run?.id) return
    const { epoch, step, losses, measures, seconds, stepsPerSecond } = metrics
    const words = [
      ...run.losses.map(({ short }, i) => `${short} ${losses[i]?.toFixed(4) ?? '–'}`),
      ...run.measures.map(measure => `${measure.label} ${measureWords(measure, measures[measure.key])}`)
    ]
    progress.clear()
    const stage = stageWords(run.stages, step)
    const part = partWords(metrics, run.stepsPerEpoch)
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
      `epoch ${epoch}/${run.epochs}${part === '' ? '' : ` (${part})`}  ` +
        `step ${step}  ${stage ? `${stage}  ` : ''}${words.join('  ')}  ${seconds.toFixed(1)} ` +
        `s  ${stepsPerSecond.toFixed(1)} steps/s`
    )
  })

  session.on('health', ({ run: id, news }) => {
    if (id !== run?.id || !news) return
    const { kind, level, epoch, step, message, advice, remedy } = news
    progress.clear()
    output.line({ event: 'health', kind, level, epoch, step, message, advice, remedy })
    // What ends the training is said at its end.
    if (level !== 'error') output.aside(`${message} ${advice}`)
  })

  run = await start()
  const { id, name, datasetName, seed } = run
  output.say(
    { event: 'run', run: id },
    `Run ${id} "${name}": ${run.model} on "${datasetName}", ` +
      `seed ${seed}.${run.start ? ` It begins with ${startWords(run.start)}.` : ''}`
  )
  if (run.status === 'waiting') await sayWaiting(session, id)
  session.onInterrupt(() => {
    progress.clear()
    if (run?.status !== 'waiting')
      output.aside(
        trained ? 'Saving a checkpoint. (Ctrl-C again: end at once.)' : 'Stopping. No step has been trained yet.'
      )
    // Already at its end: what it ended with is said below.
    handlers.stopRun({ run: id }).catch(() => undefined)
  }, stopPatience)
  // It may have ended before we knew its id.
  const now = await handlers.getRun({ run: id })
  if (['stopped', 'interrupted', 'finished', 'failed'].includes(now.status)) ended.resolve(now)
  // Nothing else keeps a process from ending that waits for its turn.
  const alive = setInterval(() => undefined, 60_000)
  const last = await ended.promise.finally(() => clearInterval(alive))
  await settled(last)
  report(session, last)
}

/** What it waits for. */
async function sayWaiting({ handlers, output }: Session, run: string): Promise<void> {
  const others = await handlers.listRuns({})
  const training = others.filter(({ status }) => ['preparing', 'training', 'paused'].includes(status))
  const { waiting } = await handlers.trainingQueue({})
  const ahead = waiting.indexOf(run)
  output.say(
    { event: 'waiting', run, training: training.map(({ id }) => id), ahead },
    `Waiting: ${training.map(({ name }) => `"${name}"`).join(', ') || 'nothing'} trains ` +
      `now${
        ahead > 0
          ? ', ' + `and ${ahead === 1 ? 'one more run waits' : `${ahead} more runs wait`} ` + 'before this one'
          : ''
      }. ` +
      'Ctrl-C takes it out of the queue.'
  )
}

/** What one does with what is trained. */
const nextWords = ({ id, examples }: Run): string =>
  examples.given ? `translate ${id.slice(0, 8)} PICTURES -o FOLDER` : `export gif ${id.slice(0, 8)} -o training.gif`

function report({ output, progress }: Session, run: Run): void {
  progress.clear()
  if (run.status === 'finished') {
    return output.say(
      { event: 'done', run: run.id, epochs: run.epoch },
      `Done: ${run.steps === null ? counted(run.epoch, 'epoch') : counted(run.step, 'step')} ` +
        `in ${duration(run.seconds)}. Next: atelier ${nextWords(run)}`
    )
  }
  if (run.status === 'stopped') {
    output.say(
      { event: 'stopped', run: run.id, epoch: run.epoch, step: run.step },
      `Stopped at step ${run.step}. To go on: atelier resume ${run.id.slice(0, 8)}`
    )
    throw new Interrupted()
  }
  throw new StudioError('engine', run.error ?? `"${run.name}" ended as ${run.status}.`)
}
