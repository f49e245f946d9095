/** What became of a trial's run since it was sent to its rung. */
import type { Run } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import type { Trial } from '../../../shared/sweeps/sweep'
import type { Store } from '../../store'

export type Fate =
  /** It trains, or waits for its turn. */
  | { is: 'under way' }
  /** It has come to its rung. */
  | { is: 'there'; run: Run }
  /** Broken off: to be gone on with. */
  | { is: 'broken off' }
  | { is: 'out'; why: string }

/** How often a run is started again that ends by itself. */
const mostBreaks = 3

export class Fates {
  /** Runs that were seen training by this process: whoever stops one of them means it. */
  private readonly seen = new Set<string>()
  private readonly breaks = new Map<string, number>()

  constructor(private readonly store: Store) {}

  /** @throws StudioError for what would befall every other run too */
  of({ run: id }: Trial, steps: number): Fate {
    const run = this.store.runs.find(id)
    if (!run) return { is: 'out', why: 'Its run was deleted.' }
    switch (run.status) {
      case 'waiting':
      case 'preparing':
      case 'training':
      case 'paused':
        this.seen.add(id)
        return { is: 'under way' }
      case 'finished':
        if (run.step < steps) return { is: 'broken off' }
        return this.arrived(run)
      case 'stopped':
        if (run.step >= steps) return this.arrived(run)
        return this.seen.has(id) ? { is: 'out', why: 'It was stopped by hand.' } : { is: 'broken off' }
      case 'failed': {
        const why = this.finding(id)
        if (why !== null) return { is: 'out', why }
        throw new StudioError('engine', `"${run.name}" failed. ${run.error ?? ''}`.trim())
      }
      case 'interrupted':
        return this.broken(run)
    }
  }

  private broken({ id, name, error }: Run): Fate {
    const before = this.breaks.get(id) ?? 0
    if (before >= mostBreaks)
      throw new StudioError('engine', `"${name}" broke off ${mostBreaks + 1} times. ${error ?? ''}`.trim())
    this.breaks.set(id, before + 1)
    return { is: 'broken off' }
  }

  private arrived(run: Run): Fate {
    const why = this.finding(run.id)
    return why === null ? { is: 'there', run } : { is: 'out', why }
  }

  /**
   * What was found on the way ends it: nothing good can come, or what came would not count. What is mended by going
   * back alone counts also where it has passed: losses that exploded fall again, and the pictures stay noise. Null:
   * nothing.
   */
  private finding(id: string): string | null {
    const standing = this.store.events.findings(id).find(({ level }) => level !== 'info')
    const passed = this.store.events.list(id).find(({ remedy }) => remedy?.rollBack === true)
    return (standing ?? passed)?.message ?? null
  }
}
