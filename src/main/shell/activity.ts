/** What is being trained, learnt from the studio's own events. */
import { totalSteps } from '../../shared/run-length'
import type { Run } from '../../shared/domain'
import type { Emit } from '../../shared/ipc'

const busy = new Set<Run['status']>(['preparing', 'training'])

export interface Watcher {
  /** How far all of it is, 0 to 1; null when nothing trains. `paused` when all of it rests. */
  progress(fraction: number | null, paused: boolean): void
  /** A run ended by itself or by an accident, not because somebody pressed Stop. */
  ended(run: Run): void
}

export class Activity {
  private readonly runs = new Map<string, { run: Run; step: number }>()

  constructor(private readonly watcher: Watcher) {}

  /** Runs that a quit would interrupt. */
  training(): Run[] {
    return [...this.runs.values()].map(({ run }) => run).filter(run => busy.has(run.status))
  }

  readonly observe: Emit = (event, payload) => {
    if (event === 'runChanged') this.changed(payload as Run)
    else if (event === 'runRemoved') this.forget((payload as { run: string }).run)
    else if (event === 'steps') this.stepped(payload as { run: string; progress: { step: number } })
  }

  private changed(run: Run): void {
    const known = this.runs.get(run.id)
    if (busy.has(run.status) || run.status === 'paused') {
      this.runs.set(run.id, { run, step: Math.max(run.step, known?.step ?? 0) })
      return this.report()
    }
    this.forget(run.id)
    if (known && run.status !== 'stopped') this.watcher.ended(run)
  }

  private stepped({ run, progress }: { run: string; progress: { step: number } }): void {
    const known = this.runs.get(run)
    if (!known) return
    known.step = progress.step
    this.report()
  }

  private forget(run: string): void {
    if (this.runs.delete(run)) this.report()
  }

  private report(): void {
    const all = [...this.runs.values()]
    if (all.length === 0) return this.watcher.progress(null, false)
    const done = all.reduce((sum, { step }) => sum + step, 0)
    const total = all.reduce((sum, { run }) => sum + totalSteps(run), 0)
    this.watcher.progress(total > 0 ? Math.min(1, done / total) : 0, this.training().length === 0)
  }
}
