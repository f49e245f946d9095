/**
 * Time left, as it is said: it counts down with the clock, and is set anew only where what is measured has come away
 * from it. Measured anew with every few steps, it would go back and forth between two roundings.
 */
export class SteadyTime {
  #left: number | null = null
  #at = 0

  /**
   * @param measured seconds left; null where nobody knows
   * @param now milliseconds
   * @returns seconds to say
   */
  next(measured: number | null, now: number): number | null {
    const passed = (now - this.#at) / 1000
    this.#at = now
    if (measured === null || this.#left === null) return (this.#left = measured)
    const counted = Math.max(0, this.#left - passed)
    const off = measured - counted
    if (Math.abs(off) > Math.max(leastSlack, slackShare * counted)) return (this.#left = measured)
    // Faster or slower than the clock until it is right; what is said does not grow.
    return (this.#left = counted + Math.min(passed / 2, Math.max(-passed, off / 10)))
  }

  forget(): void {
    this.#left = null
  }
}

/** How far what is said may be from what is measured: seconds, and a share of it. */
const leastSlack = 20
const slackShare = 0.35
