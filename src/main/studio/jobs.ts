/** Long requests: each has an id its caller made up, can be cancelled by it, and says how far it is. */
import { StudioError } from '../../shared/errors'
import type { Caller, Emit } from '../../shared/ipc'
import type { Progress } from '../lib/progress'
import { Tally } from './load/tally'
import { Turns } from './load/turns'

/** Of a window, and of all of them; those that wait for their turn count as well. */
const mostJobs = { each: 16, all: 48 }
/** Of each kind at once: each holds the pictures of its work, and keeps a core or the engine busy. */
const atOnce = { import: 4, evaluation: 3, export: 3, drawing: 4, engines: 2, remote: 4 }
export type JobKind = keyof typeof atOnce
/** Of what only the window that asks has anything: nobody waits for it once that window is gone. */
const shownToOneWindow: ReadonlySet<JobKind> = new Set(['drawing'])

/** What is asked for, and by whom. `job` left out: nobody can call it off, or wants to know how far it is. */
interface Asked {
  job: string | undefined
  kind: JobKind
  caller: Caller | undefined
}

export class Jobs {
  private readonly running = new Map<string, AbortController>()
  private readonly tally = new Tally('jobs', mostJobs)
  private readonly turns: Record<JobKind, Turns> = {
    import: new Turns(atOnce.import),
    evaluation: new Turns(atOnce.evaluation),
    export: new Turns(atOnce.export),
    drawing: new Turns(atOnce.drawing),
    engines: new Turns(atOnce.engines),
    remote: new Turns(atOnce.remote)
  }

  constructor(private readonly emit: Emit) {}

  /**
   * Runs `work` under an id, when its turn comes. Progress is passed on at most ten times per second, with an estimate
   * of the time left.
   * @throws StudioError conflict when the id is in use, or too much is under way; cancelled when it was
   */
  async run<T>(
    { job, kind, caller }: Asked,
    work: (signal: AbortSignal, progress: Progress) => Promise<T>
  ): Promise<T> {
    const controller = new AbortController()
    const { signal } = controller
    const leave = job === undefined ? () => undefined : this.begin(job, caller, controller)
    const gone = shownToOneWindow.has(kind) ? caller?.gone : undefined
    const stop = (): void => controller.abort()
    gone?.addEventListener('abort', stop, { once: true })
    try {
      const progress = job === undefined ? () => undefined : this.progress(job)
      if (this.turns[kind].mustWait(caller)) progress({ label: 'Waiting for its turn', done: 0, total: null })
      return await this.turns[kind].take(caller, () => work(signal, progress), signal)
    } catch (error) {
      if (signal.aborted) throw new StudioError('cancelled', 'Cancelled.', { cause: error })
      throw error
    } finally {
      gone?.removeEventListener('abort', stop)
      leave()
    }
  }

  /** @returns what takes it off the list again */
  private begin(job: string, caller: Caller | undefined, controller: AbortController): () => void {
    if (this.running.has(job)) throw new StudioError('conflict', 'A job with this id is running already.')
    const leave = this.tally.enter(caller)
    this.running.set(job, controller)
    return () => {
      this.running.delete(job)
      leave()
    }
  }

  /** Nothing happens when there is no such job any more. */
  cancel(job: string): void {
    this.running.get(job)?.abort()
  }

  cancelAll(): void {
    for (const controller of this.running.values()) controller.abort()
  }

  /** A listener that passes progress on under an id. */
  progress(job: string): Progress {
    let last = 0
    let phase = { label: '', began: 0 }
    return ({ label, done, total, unit }) => {
      const now = performance.now()
      if (label !== phase.label) phase = { label, began: now }
      else if (now - last < 100 && done !== total) return
      last = now
      const elapsed = (now - phase.began) / 1000
      const secondsLeft = total !== null && done > 0 && elapsed > 0.5 ? (elapsed * (total - done)) / done : null
      this.emit('progress', { job, label, done, total, secondsLeft, ...(unit ? { unit } : {}) })
    }
  }
}
