/** Every run this studio trains right now. */
import type { Run } from '../../shared/domain'
import { StudioError } from '../../shared/errors'
import { activeStatuses } from '../store/runs'
import { trainable } from './preparation'
import { Training, type TrainingParts } from './training'

export interface TrainingsParts extends Omit<TrainingParts, 'progress'> {
  progress: (job: string) => TrainingParts['progress']
}

export class Trainings {
  private readonly running = new Map<string, Training>()

  constructor(private readonly parts: TrainingsParts) {}

  /** Trains a run that was recorded as preparing, from the start or from its newest good checkpoint. */
  launch(run: string, rewindFirst: boolean): void {
    const training = new Training({ ...this.parts, progress: this.parts.progress(run) }, run)
    this.running.set(run, training)
    training.begin(rewindFirst).catch((error: unknown) => console.error(error))
    void training.ended.then(() => this.running.delete(run))
  }

  async pause(id: string): Promise<Run> {
    return await this.find(id, 'pause').pause()
  }

  async stop(id: string): Promise<Run> {
    return await this.find(id, 'stop').stop()
  }

  /** @param epochs the new total; must be more than are done */
  async resume(id: string, epochs?: number): Promise<Run> {
    const { store, emit } = this.parts
    const run = store.runs.get(id)
    if (activeStatuses.includes(run.status)) {
      const training = this.find(id, 'resume')
      if (epochs !== undefined && epochs !== run.epochs) throw new StudioError('conflict', `"${run.name}" is ${run.status}. Stop it before changing how many epochs it trains.`)
      return await training.continue()
    }
    const total = epochs ?? run.epochs
    if (epochs !== undefined && epochs <= run.epoch) throw new StudioError('bad-input', `"${run.name}" has trained ${run.epoch} epochs already. Ask for more than that in all.`)
    if (run.status === 'finished' && total <= run.epoch) throw new StudioError('conflict', `"${run.name}" has finished its ${run.epochs} epochs. Say how many it should have in all.`)
    trainable(store, run)
    // A finishing engine has sent its last status but may still hold files.
    await this.running.get(id)?.ended
    const claimed = store.transaction(() => {
      store.runs.claim(id)
      return store.runs.update(id, { epochs: total, settings: { ...run.settings, epochs: total } })
    })
    emit('runChanged', claimed)
    this.launch(id, true)
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
    const { name, status } = this.parts.store.runs.get(id)
    throw new StudioError('conflict', activeStatuses.includes(status)
      ? `"${name}" is being trained by another Atelier on this workspace. To ${verb} it, use that one.`
      : `"${name}" is ${status}; there is nothing to ${verb}.`)
  }
}
