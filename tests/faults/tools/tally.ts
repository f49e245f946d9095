/** What a round has tried and found. Every finding is a failure of the harness as a whole. */

/** Counted in every kind of fault. */
export interface Counts {
  /** Kills, flips, full disks, signals … */
  faults: number
  /** Epochs that a program had reported before a fault, and those of them that were not there afterwards. */
  epochsReported: number
  epochsLost: number
  /** Looks at a file that is not the studio's, and those that found it gone, moved or changed. */
  foreignFiles: number
  foreignTouched: number
  /** Runs that were gone on with after a fault, and those that ended with the bits of an unbroken run. */
  resumes: number
  resumesSame: number
}

export const noCounts = (): Counts => ({
  faults: 0,
  epochsReported: 0,
  epochsLost: 0,
  foreignFiles: 0,
  foreignTouched: 0,
  resumes: 0,
  resumesSame: 0
})

export class Tally {
  readonly counts = noCounts()
  readonly findings: string[] = []
  /** Measurements of this kind alone, by name; of several rounds the largest counts. */
  readonly figures = new Map<string, number>()
  /** How often something was seen, by name; of several rounds the sum counts. */
  readonly seen = new Map<string, number>()

  add(more: Partial<Counts>): void {
    for (const [key, value] of Object.entries(more) as [keyof Counts, number][]) this.counts[key] += value
  }

  /** A sentence that says what is wrong. */
  find(sentence: string): void {
    this.findings.push(sentence)
  }

  /** @returns whether it is so */
  expect(isSo: boolean, otherwise: string): boolean {
    if (!isSo) this.find(otherwise)
    return isSo
  }

  measure(name: string, value: number): void {
    this.figures.set(name, Math.max(value, this.figures.get(name) ?? -Infinity))
  }

  see(name: string, times = 1): void {
    this.seen.set(name, times + (this.seen.get(name) ?? 0))
  }

  /** Adds what another has counted; its findings begin with a word that says whose they are. */
  take(other: Tally, whose = ''): void {
    this.add(other.counts)
    for (const finding of other.findings) this.find(`${whose}${finding}`)
    for (const [name, value] of other.figures) this.measure(name, value)
    for (const [name, times] of other.seen) this.see(name, times)
  }
}
