/** Seconds of training, pauses not counted, going on from what earlier processes trained. */
export class Stopwatch {
  private since: number | null = null

  constructor(private counted: number) {}

  go(): void {
    this.since ??= performance.now()
  }

  halt(): void {
    this.counted = this.seconds
    this.since = null
  }

  get seconds(): number {
    return this.counted + (this.since === null ? 0 : (performance.now() - this.since) / 1000)
  }
}
