/**
 * Tells the studio of pictures that are not done in a moment. Of all others nothing is said before they come: that
 * would be half of what is said.
 */
import type { Report } from './protocol'

/** A moment, ms. */
const moment = 500

export class Clock {
  private readonly running = new Map<number, { since: number; seconds: number; told: boolean }>()

  constructor(private readonly report: (report: Report) => void) {
    setInterval(() => {
      this.look()
    }, moment / 2).unref()
  }

  /** It is under way from now on, and may take so long. */
  start(call: number, seconds: number): void {
    this.pause(call)
    this.running.set(call, { since: performance.now(), seconds, told: false })
  }

  /** It waits for others, or has ended. */
  pause(call: number): void {
    if (this.running.get(call)?.told) this.report({ type: 'waits', call })
    this.running.delete(call)
  }

  private look(): void {
    const now = performance.now()
    for (const [call, each] of this.running) {
      if (each.told || now - each.since < moment) continue
      each.told = true
      this.report({ type: 'slow', call, seconds: each.seconds })
    }
  }
}
