/** Long requests: each has an id its caller made up, can be cancelled by it, and says how far it is. */
import { StudioError } from '../../shared/errors'
import type { Emit } from '../../shared/ipc'
import type { Progress } from '../datasets'

export class Jobs {
  private readonly running = new Map<string, AbortController>()

  constructor(private readonly emit: Emit) {}

  /**
   * Runs `work` under an id. Progress is passed on at most ten times a second, with an estimate of the time left.
   * @throws StudioError conflict when the id is in use; cancelled when it was
   */
  async run<T>(job: string, work: (signal: AbortSignal, progress: Progress) => Promise<T>): Promise<T> {
    if (this.running.has(job)) throw new StudioError('conflict', 'A job with this id is running already.')
    const controller = new AbortController()
    this.running.set(job, controller)
    try {
      return await work(controller.signal, this.progress(job))
    } catch (error) {
      if (controller.signal.aborted) throw new StudioError('cancelled', 'Cancelled.', { cause: error })
      throw error
    } finally {
      this.running.delete(job)
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
