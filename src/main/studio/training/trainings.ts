/** Every run this studio trains right now. */
import type { Run, Settings } from '../../../shared/domain'
import { counted } from '../../../shared/counted'
import { StudioError } from '../../../shared/errors'
import { lengthWords, totalSteps } from '../../../shared/run-length'
import { activeStatuses } from '../../store/runs'
import { heldWords } from '../owners/words'
import { lengthAsked } from './length'
import { trainable } from './preparation'
import { changedSettings, changeWords } from '../runs/setting-changes'
import { Training, type Resumption, type TrainingParts } from './training'

export interface TrainingsParts extends Omit<TrainingParts, 'progress'> {
  progress: (job: string) => TrainingParts['progress']
}

export interface Change {
  epochs?: number
  steps?: number
  settings?: Settings
  rollBack?: boolean
}

/** Runs that train at once, each in a process with its own weights and pictures: more than any machine has use for. */
const most = 8

export class Trainings {
  private readonly running = new Map<string, Training>()

  constructor(private readonly parts: TrainingsParts) {}

  /** @throws StudioError conflict, when as many runs are under way as may be */
  ensureRoom(): void {
    if (this.running.size >= most)
      throw new StudioError(
        'conflict',
        `${this.running.size} runs are training already, and no more can at once. Stop one of them, or wait until one has finished.`
      )
  }

  /** Trains a run that was recorded as preparing: from the start, or going on from its newest good checkpoint. */
  launch(run: Run, resumption: Resumption | null): void {
    const { id } = run
    const training = new Training({ ...this.parts, progress: this.parts.progress(id) }, run)
    this.running.set(id, training)
    training.begin(resumption).catch((error: unknown) => console.error(error))
    void training.ended.then(() => {
      if (this.running.get(id) === training) this.running.delete(id)
    })
  }

  async pause(id: string): Promise<Run> {
    return await this.find(id, 'pause').pause()
  }

  async stop(id: string): Promise<Run> {
    return await this.find(id, 'stop').stop()
  }

  /**
   * @param change epochs or steps: the new total, more than are done. settings: some that the model lets a run change.
   *   rollBack:
   * from the last good checkpoint before what stands against it began. With one of the latter two a run that trains is
   * stopped first.
   */
  async resume(id: string, change: Change = {}): Promise<Run> {
    const { store, emit } = this.parts
    const { rollBack = false } = change
    const found = store.runs.get(id)
    const length = lengthAsked(change, found.stepsPerEpoch)
    const settings = changedSettings(found, change.settings ?? {})
    const changes = changeWords(found, settings)
    // Put aside or not: what stands against it began somewhere.
    const before = rollBack
      ? Math.min(
          ...store.events
            .list(id)
            .flatMap(({ step, remedy, resolvedAt }) => (resolvedAt === null && remedy?.rollBack ? [step] : []))
        )
      : Infinity
    if (rollBack && before === Infinity)
      throw new StudioError('conflict', `Nothing stands against "${found.name}" that it could go back before.`)
    if (activeStatuses.includes(found.status)) {
      const training = this.find(id, 'resume')
      if (length && totalSteps({ ...found, ...length }) !== totalSteps(found))
        throw new StudioError(
          'conflict',
          `"${found.name}" is ${found.status}. Stop it before changing how long it trains.`
        )
      if (changes.length === 0 && !rollBack) return await training.continue()
      await training.stop()
    }
    const run = store.runs.get(id)
    const { epochs, steps } = length ?? run
    const isDone = totalSteps({ ...run, epochs, steps }) <= run.step
    if (length && isDone)
      throw new StudioError(
        'bad-input',
        `"${run.name}" has trained ${change.steps === undefined ? counted(run.epoch, 'epoch') : counted(run.step, 'step')} already. Ask for more than that in all.`
      )
    if (run.status === 'finished' && isDone && before === Infinity)
      throw new StudioError(
        'conflict',
        `"${run.name}" has finished its ${lengthWords(run)}. Say how many it should have in all.`
      )
    trainable(store, run)
    // A finishing engine has sent its last status but may still hold files.
    await this.running.get(id)?.ended
    this.ensureRoom()
    const claimed = store.transaction(() => {
      store.runs.claim(id)
      const changed = { ...run.settings, ...settings, epochs }
      // What was proposed is done: whether it helped, checks find out anew.
      for (const { kind, remedy } of store.events.findings(id))
        if (remedy && !remedy.rollBack && isIn(remedy.settings, changed)) store.events.resolve(id, kind)
      return store.runs.update(id, { epochs, steps, settings: changed })
    })
    emit('runChanged', claimed)
    const words = [...(before < Infinity ? [`Back from step ${run.step}`] : []), ...changes]
    this.launch(claimed, { before, ...(words.length > 0 ? { change: `${words.join('; ')}.` } : {}) })
    return claimed
  }

  isRunning(id: string): boolean {
    return this.running.has(id)
  }

  /** Stops every run, each saving first. */
  async close(): Promise<void> {
    await Promise.all([...this.running.values()].map(training => training.stop()))
  }

  private find(id: string, verb: string): Training {
    const training = this.running.get(id)
    if (training) return training
    const { runs } = this.parts.store
    const [run, holder] = [runs.get(id), runs.holder(id)]
    throw new StudioError(
      'conflict',
      holder ? heldWords(run, verb, holder) : `"${run.name}" is ${run.status}; there is nothing to ${verb}.`
    )
  }
}

const isIn = (some: Settings, settings: Settings): boolean =>
  Object.entries(some).every(([key, value]) => settings[key] === value)
