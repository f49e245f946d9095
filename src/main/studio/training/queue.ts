/**
 * Who trains next: one run at a time unless more are asked for, the others in a row, in the store, so that nothing of
 * it is lost with a process. Every process with the workspace counts; each begins only what waits for it.
 */
import { trainingQueue, type TrainingQueue as Shown } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import type { Emit } from '../../../shared/ipc'
import { isUnforeseen, readable } from '../../lib/failures'
import type { Store } from '../../store'
import type { Owner } from '../../store/owner'
import type { Change, Waiting } from '../../store/queue'
import { whoWords } from '../owners/words'

/** How many train at once; kept with the workspace. */
export const atOncePreference = 'trainingsAtOnce'
const atOnceSchema = trainingQueue.shape.atOnce

interface Parts {
  store: Store
  emit: Emit
  /** Runs that this process has engines for, one that is just ending too. */
  running: () => Iterable<string>
  begin: (run: string, change: Change) => Promise<unknown>
  /** A process that begins only what it waits for itself; null: a studio, which begins what waits for any. */
  owner: Owner | null
}

export class TrainingQueue {
  /** Those that change while they train keep their turn. */
  private readonly kept = new Set<string>()
  private advancing = false
  /** Something has changed since it was looked at last. */
  private wanted = false
  private closed = false
  private told = ''

  constructor(private readonly parts: Parts) {}

  get atOnce(): number {
    return atOnceSchema.catch(1).parse(this.parts.store.preferences.get(atOncePreference))
  }

  get shown(): Shown {
    return { atOnce: this.atOnce, waiting: this.parts.store.queue.list().map(({ run }) => run) }
  }

  /** Whether a run may begin now: there is room, and nobody stands before it. To be asked within a transaction. */
  isTurnOf(run: string | null): boolean {
    const [first] = this.parts.store.queue.list()
    return (first === undefined || first.run === run) && this.hasRoom
  }

  /** Puts it at the end, or leaves it where it stands, with what is to change then. */
  put(run: string, change: Change): void {
    this.parts.store.queue.put({ run, change, owner: this.parts.owner })
  }

  /** @throws StudioError conflict, which says what trains or waits */
  refuse(name: string | null): never {
    const [training] = this.parts.store.runs.underWay()
    const waiting = this.parts.store.queue.list().length
    const what = training
      ? `"${training.name}" is training${training.pid === process.pid ? '' : `, by ${whoWords(training)}`}`
      : `${waiting === 1 ? 'A run waits' : `${waiting} runs wait`} for ${waiting === 1 ? 'its' : 'their'} turn`
    throw new StudioError(
      'conflict',
      `${what}, so ${name === null ? 'no other run' : `"${name}"`} was started. With --wait it trains when its ` +
        'turn comes, with --now beside the others.'
    )
  }

  /** As long as the work lasts, the run counts as training. */
  async keeping<T>(run: string, work: () => Promise<T>): Promise<T> {
    this.kept.add(run)
    try {
      return await work()
    } finally {
      this.kept.delete(run)
      this.advance()
    }
  }

  /** @returns whether it waited */
  remove(run: string): boolean {
    const { store, emit } = this.parts
    if (!store.queue.remove(run)) return false
    emit('runChanged', store.runs.get(run))
    this.advance()
    return true
  }

  /** @throws StudioError conflict, where one of them does not wait any more */
  move(run: string, before: string | null): void {
    if (!this.parts.store.queue.move(run, before))
      throw new StudioError(
        'conflict',
        `"${this.parts.store.runs.get(before !== null && this.parts.store.queue.find(run) ? before : run).name}" ` +
          'does not wait any more.'
      )
    this.advance()
  }

  setAtOnce(count: number): void {
    this.parts.store.preferences.set(atOncePreference, count)
    this.advance()
  }

  /** Begins what may begin, and tells of the row where it has changed. */
  advance(): void {
    if (this.closed) return
    this.wanted = true
    if (!this.advancing) void this.advanceAll()
  }

  close(): void {
    this.closed = true
  }

  private get hasRoom(): boolean {
    const busy = new Set([
      ...this.parts.store.runs.underWay().map(({ id }) => id),
      ...this.parts.running(),
      ...this.kept
    ])
    return busy.size < this.atOnce
  }

  private async advanceAll(): Promise<void> {
    this.advancing = true
    while (this.wanted) {
      this.wanted = false
      try {
        await this.beginAll()
      } catch (error) {
        // A database that cannot be used just now is told of by whoever needs it.
        if (isUnforeseen(readable(error))) console.error(error)
      }
    }
    this.advancing = false
  }

  private async beginAll(): Promise<void> {
    this.tell()
    // Whoever asks for it is answered first.
    await Promise.resolve()
    const { store, emit } = this.parts
    if (store.trouble) return
    for (const run of store.queue.forgetAbandoned()) emit('runChanged', store.runs.get(run))
    for (;;) {
      const [first] = store.queue.list()
      if (this.closed || !first || !this.isOurs(first) || !this.hasRoom) break
      await this.begin(first)
    }
    this.tell()
  }

  private async begin({ run, change }: Waiting): Promise<void> {
    const { store, emit, begin } = this.parts
    try {
      await begin(run, change)
    } catch (error) {
      // Another process was faster.
      if (!store.queue.find(run)) return
      store.queue.remove(run)
      const message = error instanceof Error ? error.message : String(error)
      const failed = store.runs.update(run, { status: 'failed', error: message })
      emit('runChanged', failed)
      emit('notice', { level: 'error', message: `"${failed.name}" could not start. ${message}`, run })
    }
  }

  private isOurs({ owner }: Waiting): boolean {
    const own = this.parts.owner
    return owner === null ? own === null : own !== null && owner.pid === own.pid && owner.start === own.start
  }

  private tell(): void {
    const { shown } = this
    const text = JSON.stringify(shown)
    if (text === this.told) return
    this.told = text
    this.parts.emit('queue', shown)
  }
}
