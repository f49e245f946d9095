/** When samples are drawn before the first epoch has ended: soon, every few seconds, and never for much of the time. */

/** Milliseconds. */
const first = 1000
const between = { least: 2500, most: 20_000 }
/** Drawing takes at most so much of the time. */
const share = 0.05

export class EarlyPace {
  #next: number | null = null
  #drawn = 0

  /** @param now milliseconds */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** The first time it is asked, training has begun. */
  due(): boolean {
    this.#next ??= this.now() + first
    return this.now() >= this.#next
  }

  /** @param took milliseconds */
  drawn(took: number): void {
    // Early pictures differ most: later ones come less often.
    const wait = Math.min(between.most, between.least * 1.15 ** this.#drawn++)
    this.#next = this.now() + Math.max(wait, took / share)
  }
}
