/**
 * Reports on their way: they travel together where they come quickly one after another, each journey costs about as
 * much as a small picture.
 */
import type { Report } from './protocol'

/** Waits so long for others, ms, and for so many. */
const patience = 2
const most = 24

export class Post {
  private reports: Report[] = []
  private timer: NodeJS.Timeout | null = null

  constructor(private readonly send: (reports: Report[]) => void) {}

  /** @param last no other is to be expected soon */
  add(report: Report, last: boolean): void {
    this.reports.push(report)
    if (last || this.reports.length >= most) this.leave()
    else
      this.timer ??= setTimeout(() => {
        this.leave()
      }, patience)
  }

  private leave(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = null
    const { reports } = this
    this.reports = []
    this.send(reports)
  }
}
