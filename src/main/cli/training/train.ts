/** `train` and `resume`: starts, follows to the end, and saves on Ctrl-C. */
import { resolve as resolvePath } from 'node:path'
import type { Run, Turn } from '../../../shared/domain'
import { counted } from '../../../shared/counted'
import { recipes } from '../../models/recipes'
import { StudioError } from '../../../shared/errors'
import type { Parsed } from '../../../shared/ipc'
import { writeFeed } from '../../studio/elsewhere/feed-writer'
import { arrangementOf, type ArrangementWords } from '../arrangement'
import { findDataset, findRun } from '../find'
import { givePictures } from '../give-pictures'
import { sayLeftOut } from '../datasets/import'
import { chosen } from './choice'
import { follow } from './follow'
import { checkFraming, framingOf, type FramingOptions } from './framing'
import { duration, UsageError } from '../output'
import type { Session } from '../session'
import { startFrom, type StartOptions } from './start-from'
import { checkWords, modelNamed, readSettings } from '../settings'

interface TurnOptions {
  /** Trains when its turn comes. */
  wait?: boolean
  /** Trains beside others. */
  now?: boolean
}

/** Never a second training unasked: the machine would be shared without a word. */
const turnOf = ({ wait, now }: TurnOptions): Turn => (wait ? 'in-turn' : now ? 'now' : 'if-free')

export interface TrainOptions extends StartOptions, ArrangementWords, TurnOptions, FramingOptions {
  /** The machine that trains it. */
  on?: string
  /** The GPUs of this one that do. */
  device?: string
  model?: string
  recipe?: string
  epochs?: number
  steps?: number
  seed?: number
  name?: string
  set: string[]
  /** Says what it would take, and trains nothing. */
  plan?: boolean
}

/**
 * Without --model the preset that suits the dataset best, with its settings; with it, the model's defaults in the
 * dataset's colours. From another run: its model, with its settings.
 */
export async function train(session: Session, word: string, options: TrainOptions): Promise<void> {
  const {
    model: modelId,
    recipe: recipeId,
    epochs,
    steps,
    seed,
    name,
    set,
    wait,
    now,
    plan,
    on,
    device,
    ...start
  } = options
  const pairing = arrangementOf(options)
  checkFraming(options)
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
  const { model, fitting } = await chosen(session, dataset, { asked, recipe, begin, own: modelId === undefined })
  const settings = { ...fitting, ...readSettings(model, words) }
  if (plan) return sayPlan(session, { model: model.id, dataset: dataset.id, settings })
  if (steps === undefined) await sayLong(session, { model: model.id, dataset: dataset.id, settings })
  const begins = (): Promise<Run> =>
    session.handlers.startRun({
      model: model.id,
      dataset: dataset.id,
      name,
      seed,
      steps,
      turn: turnOf({ wait, now }),
      on,
      device,
      settings,
      framing: framingOf(dataset, options),
      ...(begin ? { from: begin.from } : {})
    })
  await follow(session, begins, {
    on,
    settled: async ({ id, engine, status }) => {
      // What was in its way is said; a run that never began is nothing to go on with.
      if (status === 'failed' && engine === null) await session.handlers.deleteRun({ run: id })
    }
  })
}

async function sayLong({ handlers, output }: Session, asked: Parsed<'estimateTraining'>): Promise<void> {
  // What cannot be trained at all is refused when it is started.
  const cost = await handlers.estimateTraining(asked).catch(() => null)
  if (cost?.long) output.text(`${cost.long} \`--steps\` and \`--epochs\` make it shorter.`)
}

/** What a training is going to take, and where each line is from. */
async function sayPlan({ handlers, output }: Session, asked: Parsed<'preFlight'>): Promise<void> {
  const plan = await handlers.preFlight(asked)
  output.say({ ...asked, ...plan }, [
    ...plan.lines.flatMap(({ label, words, from }) => [`${label}: ${words}`, `  ${from}`]),
    ...plan.shorter.map(
      ({ settings, seconds }) =>
        `Shorter with ${Object.entries(settings)
          .map(([key, value]) => `--set ${key}=${String(value)}`)
          .join(' ')}: about ${duration(seconds)}.`
    )
  ])
}

export interface ResumeOptions extends TurnOptions {
  /** The machine that trains it. */
  on?: string
  /** The GPUs of this one that do. */
  device?: string
  /** On that machine: the file that what happens is told in. */
  feed?: string
  epochs?: number
  steps?: number
  set: string[]
  rollBack?: boolean
  /** Of a run that came without its own. */
  pictures?: string
  anyway?: boolean
}

export async function resume(
  session: Session,
  word: string,
  { epochs, steps, set, rollBack, pictures, anyway = false, on, device, feed, ...turn }: ResumeOptions
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
  if (pictures !== undefined) await givePictures(session, run, pictures, anyway)
  if (feed !== undefined) writeFeed(session.store, session.on, id, resolvePath(feed))
  await follow(
    session,
    () => session.handlers.resumeRun({ run: id, epochs, steps, settings, rollBack, on, device, turn: turnOf(turn) }),
    { on }
  )
}
