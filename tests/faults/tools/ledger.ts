/** What programs have told a person: from then on it must not get lost. */
import type { Started } from './crew'
import type { Window } from './studio'

export interface ReportedEpoch {
  run: string
  epoch: number
  step: number
  losses: number[]
}

export class Ledger {
  readonly epochs: ReportedEpoch[] = []

  /** Takes down the epochs that a `--json train` or `resume` writes. */
  readLines(process: Started): void {
    let run = ''
    process.onLine(line => {
      if (!line.startsWith('{')) return
      const found = JSON.parse(line) as Record<string, unknown>
      if (found.event === 'run') run = String(found.run)
      if (found.event !== 'epoch') return
      const losses = Object.entries(found).flatMap(([key, value]) => (key.endsWith('Loss') ? [Number(value)] : []))
      this.epochs.push({ run, epoch: Number(found.epoch), step: Number(found.step), losses })
    })
  }

  /** Takes down the epochs that a studio's events tell. */
  hear(window: Window): void {
    window.on('epoch', ({ run, metrics: { epoch, step, losses } }) => {
      this.epochs.push({ run, epoch, step, losses })
    })
  }

  of(run: string): ReportedEpoch[] {
    return this.epochs.filter(each => each.run === run)
  }

  /** A run that was deleted for good is owed nothing. */
  forget(run: string): void {
    for (let i = this.epochs.length; i-- > 0;) if (this.epochs[i]?.run === run) this.epochs.splice(i, 1)
  }
}
