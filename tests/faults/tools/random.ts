/** Chance that can be repeated: everything a round decides follows from the seed, its kind and its number. */
import { uniformStream } from '../../../src/shared/random'

export class Random {
  private readonly next: () => number

  constructor(...key: (number | string)[]) {
    this.next = uniformStream('faults', ...key)
  }

  /** In [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.next()
  }

  /** A whole number from low up to high, both included. */
  whole(low: number, high: number): number {
    return Math.floor(this.between(low, high + 1))
  }

  chance(share: number): boolean {
    return this.next() < share
  }

  /** @throws where there is nothing to choose from */
  pick<T>(among: readonly T[]): T {
    const found = among[this.whole(0, among.length - 1)]
    if (found === undefined) throw new Error('There is nothing to choose from.')
    return found
  }
}
