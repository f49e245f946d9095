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
    const run = this.find(id)
    if (!run) return { is: 'out', why: 'Its run was deleted.' }
    // What was found on the way ends it: nothing good can come, or what came would not count.
    const [finding] = this.store.events.findings(id).filter(({ level }) => level !== 'info')
    switch (run.status) {
      case 'waiting':
      case 'preparing':
      case 'training':
      case 'paused':
        this.seen.add(id)
        return { is: 'under way' }
      case 'finished':
        if (run.step < steps) return { is: 'broken off' }
        return finding ? { is: 'out', why: finding.message } : { is: 'there', run }
      case 'stopped':
        if (run.step >= steps) return finding ? { is: 'out', why: finding.message } : { is: 'there', run }
        return this.seen.has(id) ? { is: 'out', why: 'It was stopped by hand.' } : { is: 'broken off' }
      case 'failed':
        if (finding) return { is: 'out', why: finding.message }
        throw new StudioError('engine', `"${run.name}" failed. ${run.error ?? ''}`.trim())
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

  private find(id: string): Run | null {
    return this.store.runs.list().find(run => run.id === id) ?? null
  }
}
