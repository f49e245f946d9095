/** The examples of each step, in a seeded order, and those that sheets show. */
import { permutation } from '../../../shared/random'
import { evenly } from '../../../shared/shows'
import type { TypedArray } from '../../tensors/program'
import type { TrainOrder } from '../protocol'
import type { TrainingPlan } from './plan'
import { openPoints, openRows, type Rows } from './rows'

export class TrainingExamples {
  readonly #rows: Rows | null
  readonly #orderOf: (step: number) => Int32Array
  readonly #labels: Int32Array | null

  /** @param resident the dataset lives inside the program: steps are given indices alone */
  constructor(
    readonly order: TrainOrder,
    readonly plan: TrainingPlan,
    resident: boolean
  ) {
    const { dataset, seed } = order
    const { model, form, rowSize, batchSize, batchesPerStep } = plan
    this.#rows = resident ? null : form === 'points' ? openPoints(dataset.path) : openRows(dataset.path, rowSize)
    this.#orderOf = seededOrder(dataset.count, batchSize * batchesPerStep, seed)
    this.#labels = model.conditional ? (dataset.labels ?? null) : null
  }

  /** Inputs of a step, but for its number. @param done steps before it */
  inputs(done: number): Record<string, TypedArray> {
    const indices = this.#orderOf(done)
    const labels = this.#labels
    return {
      ...(this.#rows ? this.#rows.read(indices) : { indices }),
      ...(labels ? { labels: indices.map(index => labelAt(labels, index)) } : {})
    }
  }

  /** Those that a sheet shows with what becomes of them, as they are packed; null where it shows none. */
  shown(): Uint8Array | null {
    const { samplePictures, dataset } = this.order
    if (!samplePictures) return null
    const rows = openRows(dataset.path, this.plan.rowSize)
    try {
      return rows.read(evenly(samplePictures, dataset.count)).pixels
    } finally {
      rows.close()
    }
  }

  close(): void {
    this.#rows?.close()
  }
}

function labelAt(labels: Int32Array, index: number): number {
  const label = labels[index]
  if (label === undefined) throw new Error(`There are labels of ${labels.length} examples, none of number ${index}.`)
  return label
}

/** Every pass over the dataset goes through it in an order of its own. @param perStep examples of a step */
function seededOrder(count: number, perStep: number, seed: number): (step: number) => Int32Array {
  const stepsPerPass = Math.floor(count / perStep)
  let pass = -1
  let shuffled: Int32Array = new Int32Array()
  return step => {
    if (Math.floor(step / stepsPerPass) !== pass) {
      pass = Math.floor(step / stepsPerPass)
      shuffled = permutation(count, 'order', seed, pass)
    }
    const at = (step - pass * stepsPerPass) * perStep
    return shuffled.slice(at, at + perStep)
  }
}
