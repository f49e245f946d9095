/** Reports of steps, a few times per second. */
import type { Report } from '../protocol'
import { Means } from './epoch-totals'
import { entry } from '../../tensors/axis'

/** Gathers steps into reports that go out a few times per second, with the speed of late. */
export class Pace {
  #first = 0
  #losses: number[][] = []
  #means: Means
  #since = performance.now()
  #rate = 0

  constructor(
    readonly every: number,
    readonly curves: number
  ) {
    this.#means = new Means(curves)
  }

  add(step: number, losses: number[], measures: Record<string, number>): void {
    if (this.#losses.length === 0) this.#first = step
    this.#losses.push(losses)
    this.#means.add(losses, measures)
  }

  /** So many milliseconds went by in which nothing was trained. */
  pass(milliseconds: number): void {
    this.#since += milliseconds
  }

  /** Steps are of another length from now on: what is known of their speed is of no use. */
  forget(): void {
    this.#rate = 0
  }

  /** @param stepsLeft each counted by what it costs beside a step of now */
  due(stepsLeft: number): Report | null {
    return performance.now() - this.#since >= this.every ? this.flush(stepsLeft) : null
  }

  /** What has come since the last report; null when that is nothing. */
  flush(stepsLeft: number): Report | null {
    if (this.#losses.length === 0) return null
    const now = performance.now()
    const rate = (this.#losses.length * 1000) / Math.max(1, now - this.#since)
    // Smoothed, so that the time left does not jump about.
    this.#rate = this.#rate === 0 ? rate : 0.8 * this.#rate + 0.2 * rate
    const steps: Report = {
      type: 'steps',
      firstStep: this.#first,
      losses: Array.from({ length: this.curves }, (_, curve) =>
        Float32Array.from(this.#losses, losses => entry(losses, curve, 'losses of a step'))
      ),
      measures: this.#means.found().measures,
      stepsPerSecond: this.#rate,
      secondsLeft: stepsLeft / this.#rate
    }
    this.#losses = []
    this.#means = new Means(this.curves)
    this.#since = now
    return steps
  }
}
