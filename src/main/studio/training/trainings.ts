/** Every run this studio trains right now. */
import type { Run, Settings, Turn } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { totalSteps } from '../../../shared/run-length'
import type { Owner } from '../../store/owner'
import type { Change } from '../../store/queue'
import { activeStatuses, type NewRun } from '../../store/runs'
import { awayWords, heldWords } from '../owners/words'
import { chooseDevice } from './device'
import { ensureUndone, planChange } from './change'
import { trainable } from './preparation'
import { TrainingQueue } from './queue'
import type { Resumption, TrainingParts } from './beginning'
import type { Trained } from './trained'
import { Training } from './training'

export interface TrainingsParts extends Omit<TrainingParts, 'progress'> {
  progress: (job: string) => TrainingParts['progress']
  /** See TrainingQueue. */
  owner: Owner | null
  /** What another machine trains, or is to: steered from here. */
  elsewhere: (
    parts: TrainingParts,
    run: string
  ) => Trained & { begin: (resumption: Resumption | null) => Promise<void> }
}

export interface StartWishes {
  turn?: Turn | undefined
  /** It begins paused. */
  paused?: boolean | undefined
  /** The machine that is to train it; left out: this one. */
  on?: string | undefined
  /** See checkDevice; left out: as the engine finds them. */
  device?: string | undefined
}

/** Runs that train at once, each in a process with its own weights and pictures: more than any machine has use for. */
const most = 8

export class Trainings {
  readonly queue: TrainingQueue
  private readonly running = new Map<string, Trained>()
  /** Of those, what other machines train. */
  private readonly away = new Set<string>()

  constructor(private readonly parts: TrainingsParts) {
    this.queue = new TrainingQueue({
      ...parts,
      running: () => this.here,
      begin: (run, change) => this.resume(run, change)
    })
  }

  /**
   * Records a run, and trains it as soon as it may.
   * @throws StudioError conflict, where it may not begin now and is not to wait; not-found for no such machine
   */
  start(planned: NewRun, { turn = 'in-turn', paused = false, on, device }: StartWishes = {}): Run {
    if (on !== undefined) return this.startElsewhere(planned, on)
    const { store, emit } = this.parts
    const run = store.transaction(() => {
      store.queue.hold()
      const begins = turn === 'now' || this.queue.isTurnOf(null)
      if (!begins && turn === 'if-free') this.queue.refuse(null)
      if (begins) this.ensureRoom()
      const added = store.runs.add(planned, begins)
      if (device !== undefined) chooseDevice(store, added.id, device)
      if (!begins) this.queue.put(added.id, {})
      return store.runs.get(added.id)
    })
    emit('runChanged', run)
    if (run.status === 'preparing') this.launch(run, null, paused)
    this.queue.advance()
    return run
  }

  private startElsewhere(planned: NewRun, on: string): Run {
    const { store, emit } = this.parts
    const { name } = store.machines.get(on)
    const run = store.transaction(() => {
      const added = store.runs.add(planned, true)
      store.remoteRuns.begin(added.id, name)
      return store.runs.get(added.id)
    })
    emit('runChanged', run)
    this.launch(run, null)
    return run
  }

  /** Begins what waits here, and takes up what other machines train and nobody is told of, as far as it may. */
  advance(): void {
    this.queue.advance()
    this.watchElsewhere()
  }

  private watchElsewhere(): void {
    const { store, owner } = this.parts
    if (owner !== null || store.trouble) return
    for (const { run } of store.remoteRuns.underWay()) this.takeUp(run)
  }

  /** Is told of a run by the machine that trains it, where one does and no living process is. */
  takeUp(id: string): void {
    const { store } = this.parts
    if (!this.running.has(id) && store.runs.watch(id)) this.launch(store.runs.get(id), {})
  }

  /**
   * Is told of a run by the machine that trains it.
   * @throws StudioError conflict where none does, or another process is told of it
   */
  watch(id: string): Run {
    const { store } = this.parts
    this.takeUp(id)
    if (!this.running.has(id)) {
      const [run, holder] = [store.runs.get(id), store.runs.holder(id)]
      throw new StudioError(
        'conflict',
        holder ? heldWords(run, 'watch', holder) : `No other machine trains "${run.name}" now. It is ${run.status}.`
      )
    }
    return store.runs.get(id)
  }

  /** Runs that this machine trains. */
  private get here(): string[] {
    return [...this.running.keys()].filter(id => !this.away.has(id))
  }

  /** @throws StudioError conflict, when as many runs are under way as may be */
  private ensureRoom(): void {
    const { length } = this.here
    if (length >= most)
      throw new StudioError(
        'conflict',
        `${length} runs are training already, and no more can at once. Stop one of them, or wait ` +
          'until one has finished.'
      )
  }

  /** Trains a run that was recorded as preparing: from the start, or going on from its newest good checkpoint. */
  private launch(run: Run, resumption: Resumption | null, paused = false): void {
    const { id } = run
    const parts = { ...this.parts, progress: this.parts.progress(id) }
    const state = this.parts.store.remoteRuns.find(id)?.state ?? 'ended'
    const training = state === 'ended' ? new Training(parts, run) : this.parts.elsewhere(parts, id)
    this.running.set(id, training)
    if (state === 'ended') this.away.delete(id)
    else this.away.add(id)
    training.begin(resumption, paused).catch((error: unknown) => console.error(error))
    void training.ended.then(() => {
      if (this.running.get(id) === training) this.running.delete(id)
      this.queue.advance()
    })
  }

  async pause(id: string): Promise<Run> {
    return await this.find(id, 'pause').pause()
  }

  /** One step of one that trains, which is paused before it, or is paused. */
  async step(id: string): Promise<Run> {
    return await this.find(id, 'train step by step').step()
  }

  /** One that waits for its turn is taken out, and is what it was before. */
  async stop(id: string): Promise<Run> {
    if (this.queue.remove(id)) return this.parts.store.runs.get(id)
    return await this.find(id, 'stop').stop()
  }

  /**
   * Goes on with a run as soon as it may; until then it waits, or is refused, as `turn` says.
   * @param change epochs or steps: the new total, more than are done. settings: some that the model lets a run change.
   *   rollBack: from the last good checkpoint before what stands against it began. With one of the latter two a run
   *   that trains is stopped first.
   * @param on the machine that is to train it; null: this one
   */
  async resume(id: string, asked: Change = {}, turn: Turn = 'in-turn', on: string | null = null): Promise<Run> {
    const { store } = this.parts
    const change = { ...store.queue.find(id)?.change, ...asked }
    const found = store.runs.get(id)
    const planned = planChange(store, found, change)
    if (!activeStatuses.includes(found.status)) return await this.goOn(id, change, turn, on)
    const training = this.find(id, 'resume')
    const { length } = planned
    if (length && totalSteps({ ...found, ...length }) !== totalSteps(found))
      throw new StudioError(
        'conflict',
        `"${found.name}" is ${found.status}. Stop it before changing how long it trains.`
      )
    if (planned.changes.length === 0 && !change.rollBack) return await training.continue()
    // It stays where it is.
    const where = this.away.has(id) ? found.machine : null
    return await this.queue.keeping(id, async () => {
      await training.stop()
      return await this.goOn(id, change, 'now', where)
    })
  }

  private async goOn(id: string, change: Change, turn: Turn, on: string | null): Promise<Run> {
    const { store, emit } = this.parts
    const machine = on === null ? null : store.machines.get(on)
    const run = store.runs.get(id)
    const { length, settings, changes, before } = planChange(store, run, change)
    ensureUndone(run, change, length, before)
    trainable(store, run)
    // A finishing engine has sent its last status but may still hold files.
    await this.running.get(id)?.ended
    const { epochs, steps } = length ?? run
    const changed = store.transaction(() => {
      store.queue.hold()
      if (!machine && turn !== 'now' && !this.queue.isTurnOf(id)) {
        if (turn === 'if-free') this.queue.refuse(run.name)
        this.queue.put(id, change)
        return store.runs.get(id)
      }
      if (!machine) this.ensureRoom()
      store.runs.claim(id)
      if (machine) store.remoteRuns.begin(id, machine.name)
      const all = { ...run.settings, ...settings, epochs }
      // What was proposed is done: whether it helped, checks find out anew.
      for (const { kind, remedy } of store.events.findings(id))
        if (remedy && !remedy.rollBack && isIn(remedy.settings, all)) store.events.resolve(id, kind)
      return store.runs.update(id, { epochs, steps, settings: all })
    })
    emit('runChanged', changed)
    if (changed.status === 'preparing') {
      const words = [...(before < Infinity ? [`Back from step ${run.step}`] : []), ...changes]
      this.launch(changed, { before, ...(words.length > 0 ? { change: `${words.join('; ')}.` } : {}) })
    }
    this.queue.advance()
    return changed
  }

  isRunning(id: string): boolean {
    return this.running.has(id)
  }

  /** Stops every run, each saving first; what other machines train goes on. */
  async close(): Promise<void> {
    this.queue.close()
    await Promise.all([...this.running.values()].map(training => training.leave?.() ?? training.stop()))
  }

  private find(id: string, verb: string): Trained {
    const training = this.running.get(id)
    if (training) return training
    const { runs, remoteRuns } = this.parts.store
    const [run, holder] = [runs.get(id), runs.holder(id)]
    const away = remoteRuns.find(id)
    if (away && away.state !== 'ended') throw new StudioError('conflict', awayWords(run, verb, away.machine))
    throw new StudioError(
      'conflict',
      holder ? heldWords(run, verb, holder) : `"${run.name}" is ${run.status}; there is nothing to ${verb}.`
    )
  }
}

const isIn = (some: Settings, settings: Settings): boolean =>
  Object.entries(some).every(([key, value]) => settings[key] === value)
