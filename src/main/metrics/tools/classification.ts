/**
 * How well a linear machine tells classes apart by some features of pictures (Radford, Metz and Chintala 2015, section
 * 5.1): it learns from some pictures and is asked about others.
 *
 * Every feature is standardised by the mean and deviation it has in the pictures that are learnt from, and all are
 * divided by the root of their number: the mean squared length of a row is 1, whatever was measured and in however many
 * numbers, so that one set of values of C serves features and raw pixels alike. Of these, the one is taken that does
 * best on the last fifth of the pictures after learning from the others; then it learns from all.
 */
import { classify, fitLinearSvm, type Examples, type LinearSvm } from './linear-svm'

/** Ascending: each fit goes on from the one before. */
const costs = [0.03, 0.1, 0.3, 1, 3]
/** Fits of the largest C converge slowly, and by then the accuracy stands. */
const maxPasses = 200

export class Classification {
  readonly #rows: Float32Array
  readonly #labels: Int32Array
  readonly #classes: number
  readonly #size: number
  readonly #seed: number
  #filled = 0
  #means = new Float64Array()
  #scales = new Float64Array()
  #machine: LinearSvm | null = null

  /**
   * @param labels of the pictures to learn from, in random order
   * @param size features of each picture
   */
  constructor({ labels, classes, size, seed }: { labels: Int32Array; classes: number; size: number; seed: number }) {
    this.#rows = new Float32Array(labels.length * size)
    this.#labels = labels
    this.#classes = classes
    this.#size = size
    this.#seed = seed
  }

  /** The features of the next pictures to learn from, row by row. @throws RangeError when there are more than labels */
  add(rows: ArrayLike<number>): void {
    this.#rows.set(rows, this.#filled)
    this.#filled += rows.length
  }

  /**
   * Learns, once all are there.
   * @param share called with 0 to 1
   * @returns the C that was chosen
   * @throws RangeError when some are missing
   */
  learn(share: (share: number) => void = () => undefined): number {
    if (this.#filled !== this.#rows.length)
      throw new RangeError(`There are ${this.#filled} numbers of ${this.#rows.length}.`)
    this.#standardise()
    const all: Examples = { rows: this.#rows, labels: this.#labels }
    const first = Math.max(1, Math.floor(this.#labels.length * 0.8))
    const cut = (from: number, to: number): Examples => ({
      rows: this.#rows.subarray(from * this.#size, to * this.#size),
      labels: this.#labels.subarray(from, to)
    })
    const [learnt, held] = [cut(0, first), cut(first, this.#labels.length)]
    const best = { c: 1, right: -1 }
    let from: LinearSvm | undefined
    for (const [i, c] of costs.entries()) {
      from = fitLinearSvm(learnt, this.#classes, {
        c,
        seed: this.#seed,
        maxPasses,
        from,
        share: part => {
          share((i + part) / (costs.length + 1))
        }
      })
      const right = agreement(classify(from, held.rows), held.labels)
      if (right > best.right) Object.assign(best, { c, right })
      // Past its best it only gets slower.
      else if (right < best.right) break
    }
    this.#machine = fitLinearSvm(all, this.#classes, {
      c: best.c,
      seed: this.#seed,
      maxPasses,
      share: part => {
        share((costs.length + part) / (costs.length + 1))
      }
    })
    return best.c
  }

  /** How many of these pictures it puts in the right class. @param rows their features, row by row */
  right(rows: ArrayLike<number>, labels: Int32Array): number {
    if (!this.#machine) throw new Error('It has not learnt yet.')
    const scaled = Float32Array.from(rows)
    this.#scale(scaled)
    return agreement(classify(this.#machine, scaled), labels)
  }

  #standardise(): void {
    const size = this.#size,
      count = this.#labels.length
    this.#means = new Float64Array(size)
    this.#scales = new Float64Array(size)
    this.#each((value, j) => {
      this.#means[j] = (this.#means[j] ?? 0) + value / count
    })
    this.#each((value, j) => {
      this.#scales[j] = (this.#scales[j] ?? 0) + (value - (this.#means[j] ?? 0)) ** 2 / count
    })
    const varied = this.#scales.reduce((sum, variance) => sum + (variance > 0 ? 1 : 0), 0)
    // What is the same in all pictures says nothing, and stays 0.
    for (let j = 0; j < size; j++)
      this.#scales[j] = (this.#scales[j] ?? 0) > 0 ? 1 / Math.sqrt((this.#scales[j] ?? 0) * varied) : 0
    this.#scale(this.#rows)
  }

  #each(visit: (value: number, feature: number) => void): void {
    for (let i = 0, j = 0; i < this.#rows.length; i++) {
      visit(this.#rows[i] ?? 0, j)
      if (++j === this.#size) j = 0
    }
  }

  #scale(rows: Float32Array): void {
    for (let i = 0, j = 0; i < rows.length; i++) {
      rows[i] = ((rows[i] ?? 0) - (this.#means[j] ?? 0)) * (this.#scales[j] ?? 0)
      if (++j === this.#size) j = 0
    }
  }
}

const agreement = (found: Int32Array, labels: Int32Array): number =>
  found.reduce((sum, label, i) => sum + (label === labels[i] ? 1 : 0), 0)
