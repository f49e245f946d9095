/** `sweep` and `sweeps resume`: starts, follows to the end, and saves on Ctrl-C. */
import { counted } from '../../../shared/counted'
import { StudioError } from '../../../shared/errors'
import { trialOf } from '../../../shared/sweeps/ladder'
import { sweepDefaults } from '../../../shared/sweeps/defaults'
import type { Sweep, Trial } from '../../../shared/sweeps/sweep'
import { places, scoreWords, settingsWords } from '../../../shared/sweeps/words'
import { findDataset } from '../find'
import { sayLeftOut } from '../datasets/import'
import { Interrupted, staying, stopPatience, type Session } from '../session'
import { checkWords, modelNamed, readSettings } from '../settings'
import { chosen } from '../training/choice'
import { findSweep } from './find'
import { readAxis, readRange } from './plan'
import { sweepTable } from './show'

export interface SweepOptions {
  model: string
  steps: number
  grid: string[]
  random: string[]
  set: string[]
  configurations?: number
  seeds?: number
  reduction?: number
  budget?: number
  metric?: string
  seed?: number
  name?: string
  on: string[]
}

export async function startSweep(session: Session, word: string, options: SweepOptions): Promise<void> {
  const { model: id, grid, random, set, on: machines, ...rest } = options
  const asked = modelNamed(id)
  checkWords(set)
  const axes = {
    grid: grid.map(each => readAxis(asked, each)),
    random: random.map(each => readRange(asked, each))
  }
  const own = readSettings(asked, set)
  const dataset = await findDataset(session, word)
  await sayLeftOut(session, dataset)
  const { model, fitting } = await chosen(session, dataset, { asked, recipe: null, begin: null, own: false })
  await followSweep(session, () =>
    session.handlers.startSweep({
      ...sweepDefaults,
      ...rest,
      ...axes,
      machines,
      model: model.id,
      dataset: dataset.id,
      settings: { ...fitting, ...own }
    })
  )
}

export async function resumeSweep(session: Session, word: string): Promise<void> {
  const { id } = findSweep(session, word)
  await followSweep(session, () => session.handlers.resumeSweep({ sweep: id }))
}

/** @throws Interrupted where it was stopped; StudioError where it failed */
async function followSweep(session: Session, start: () => Promise<Sweep>): Promise<void> {
  const { output, progress, handlers } = session
  const ended = Promise.withResolvers<Sweep>()
  let known: Sweep | null = null
  session.on('sweepChanged', sweep => {
    if (sweep.id !== known?.id) return
    sayNews(session, known, sweep)
    known = sweep
    if (sweep.status !== 'running') ended.resolve(sweep)
  })
  session.on('steps', ({ run, progress: { step, stepsPerSecond, secondsLeft } }) => {
    const trial = known?.trials.find(each => each.run === run)
    if (!known || !trial) return
    const words = `configuration ${trial.configuration + 1}, seed ${trial.seed + 1}`
    progress.show(words, step, known.rungs[trial.aim] ?? null, secondsLeft, `${stepsPerSecond.toFixed(1)} steps/s`)
  })
  known = await start()
  const { id, name, configurations, rungs, plan } = known
  output.say(
    { event: 'sweep', sweep: id, configurations, rungs },
    `Sweep ${id.slice(0, 8)} "${name}": ${counted(configurations.length, 'configuration')}, compared after ` +
      `${rungs.join(', ')} steps by ${plan.metric}.`
  )
  session.onInterrupt(() => {
    progress.clear()
    output.aside('Saving what trains. (Ctrl-C again: end at once.)')
    handlers.stopSweep({ sweep: id }).catch(() => undefined)
  }, stopPatience)
  const now = await handlers.getSweep({ sweep: id })
  if (now.status !== 'running') ended.resolve(now)
  const last = await staying(ended.promise)
  progress.clear()
  report(session, last)
}

/** Scores that are new, and who is out. */
function sayNews({ output, progress }: Session, before: Sweep, now: Sweep): void {
  for (const trial of now.trials) {
    const { configuration, seed, scores, out } = trial
    const old = trialOf(before.trials, configuration, seed)
    const score = scores.at(-1)
    const isNew = scores.length > (old?.scores.length ?? 0)
    if (!isNew && (out === null || old?.out === out)) continue
    const words = out ?? `${scoreWords(score ? [score] : [])} after ${counted(score?.step ?? 0, 'step')}`
    progress.clear()
    output.say(
      { event: 'trial', ...trial, settings: now.configurations[configuration] },
      `${nameOf(now, trial)}: ${words}`
    )
  }
}

const nameOf = ({ configurations, plan }: Sweep, { configuration, seed }: Trial): string =>
  `${configuration + 1}${plan.seeds > 1 ? `.${seed + 1}` : ''}  ${settingsWords(configurations[configuration] ?? {})}`

function report({ output, store }: Session, sweep: Sweep): void {
  const words = `atelier sweeps resume ${sweep.id.slice(0, 8)}`
  if (sweep.status === 'failed')
    throw new StudioError('engine', `${sweep.error ?? 'It failed.'} What is done is kept: ${words} goes on.`)
  if (sweep.status === 'stopped') {
    output.say({ event: 'stopped', sweep: sweep.id }, `Stopped. To go on: ${words}`)
    throw new Interrupted()
  }
  const [best] = places(sweep)
  output.say({ event: 'done', sweep: sweep.id, best: best?.place === null ? null : best }, [
    '',
    ...sweepTable(sweep, store.runs.list())
  ])
}
