import type { StepColumns } from '../../../shared/domain'

/**
 * The losses of a run, never more than `capacity` points: every point is the mean over `stride` steps, and the stride
 * doubles when the points run out, so that density stays even however long training takes.
 */
export class LossSeries {
  #steps: number[] = []
  #losses: number[][] = []
  #stride = 1
  #open = new Bucket()
  #lastStep = -1

  constructor(readonly capacity = 2000) {}

  get length(): number {
    return this.#steps.length + (this.#open.count > 0 ? 1 : 0)
  }
  get stride(): number {
    return this.#stride
  }
  get lastStep(): number {
    return this.#lastStep
  }

  /** Replaces everything by columns that may already be bucket means. */
  load({ step, losses }: StepColumns): void {
    this.#steps = []
    this.#losses = losses.map(() => [])
    this.#stride = 1
    this.#open = new Bucket()
    this.#lastStep = -1
    const last = step.at(-1)
    const first = step[0]
    if (last === undefined || first === undefined) return
    this.#stride = Math.max(1, Math.round((last - first) / Math.max(1, step.length - 1)))
    this.#steps = [...step]
    this.#losses = losses.map(column => [...column])
    this.#lastStep = last
    this.#thin()
  }

  /** Adds new steps. Steps already there are overwritten: training went on from an earlier checkpoint. */
  append({ step, losses }: StepColumns): void {
    const first = step[0]
    if (first === undefined) return
    if (this.#losses.length === 0) this.#losses = losses.map(() => [])
    if (first <= this.#lastStep) this.#cut(first)
    step.forEach((at, i) => {
      this.#open.add(
        at,
        losses.map(column => column[i] ?? NaN)
      )
      this.#lastStep = at
      if (this.#open.count >= this.#stride) this.#close()
    })
    this.#thin()
  }

  /** All points, the unfinished one last. */
  columns(): StepColumns {
    const { count, step } = this.#open
    if (count === 0) return { step: this.#steps, losses: this.#losses }
    return {
      step: [...this.#steps, step / count],
      losses: this.#losses.map((column, curve) => [...column, this.#open.mean(curve)])
    }
  }

  #close(): void {
    const { count, step } = this.#open
    if (count === 0) return
    this.#steps.push(step / count)
    this.#losses.forEach((column, curve) => column.push(this.#open.mean(curve)))
    this.#open = new Bucket()
  }

  #cut(from: number): void {
    let keep = this.#steps.length
    while (keep > 0 && (this.#steps[keep - 1] ?? 0) >= from) keep--
    for (const column of [this.#steps, ...this.#losses]) column.length = keep
    this.#open = new Bucket()
    this.#lastStep = from - 1
  }

  #thin(): void {
    while (this.#steps.length > this.capacity) {
      this.#steps = pairMeans(this.#steps)
      this.#losses = this.#losses.map(pairMeans)
      this.#stride *= 2
    }
  }
}

/** Sums of the steps that make the next point. */
class Bucket {
  count = 0
  step = 0
  readonly #losses: number[] = []

  add(step: number, losses: readonly number[]): void {
    this.count++
    this.step += step
    losses.forEach((loss, curve) => {
      this.#losses[curve] = (this.#losses[curve] ?? 0) + loss
    })
  }

  mean(curve: number): number {
    return (this.#losses[curve] ?? NaN) / this.count
  }
}

function pairMeans(values: number[]): number[] {
  const means: number[] = []
  for (let i = 0; i < values.length; i += 2) {
    const a = values[i] ?? NaN
    means.push(i + 1 < values.length ? (a + (values[i + 1] ?? NaN)) / 2 : a)
  }
  return means
}

/** Index of the point nearest to `x` in ascending `xs`; −1 when there are none. */
export function nearestIndex(xs: ArrayLike<number>, x: number): number {
  let low = 0
  let high = xs.length - 1
  if (high < 0) return -1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((xs[middle] ?? 0) < x) low = middle + 1
    else high = middle
  }
  return low > 0 && x - (xs[low - 1] ?? 0) <= (xs[low] ?? 0) - x ? low - 1 : low
}
