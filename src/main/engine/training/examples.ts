/** The examples of each step, in a seeded order, and those that sheets show. */
import { evenly } from '../../../shared/sheet-size'
import type { ExampleKind } from '../../models/examples'
import type { TypedArray } from '../../tensors/program'
import type { TrainOrder } from '../protocol'
import { domainOrder, placesOf, seededOrder, type Order } from './order'
import type { TrainingPlan } from './plan'
import { pictureReader, pointReader, type BatchReader } from './batch-reader'

export class TrainingExamples {
  readonly #reader: BatchReader | null
  readonly #orderOf: Order
  readonly #labels: Int32Array | null

  /** @param resident the dataset lives inside the program: steps are given indices alone */
  constructor(
    readonly order: TrainOrder,
    readonly plan: TrainingPlan,
    resident: boolean
  ) {
    const { dataset, seed } = order
    const { model, kind, rowSize, batchSize, batchesPerStep } = plan
    this.#reader = resident
      ? null
      : kind.packed === 'floats'
        ? pointReader(dataset.path)
        : pictureReader(dataset.path, rowSize)
    const perStep = batchSize * batchesPerStep
    this.#orderOf =
      kind.rowsPerExample === 2
        ? domainOrder(labelsOf(dataset), perStep, seed)
        : seededOrder(dataset.count, perStep, seed)
    this.#labels = model.conditional ? (dataset.labels ?? null) : null
  }

  /** Inputs of a step, but for its number. @param done steps before it */
  inputs(done: number): Record<string, TypedArray> {
    const indices = this.#orderOf(done)
    const labels = this.#labels
    return {
      ...(this.#reader ? this.#reader.read(indices) : { indices }),
      ...(labels ? { labels: indices.map(index => labelAt(labels, index)) } : {})
    }
  }

  /**
   * The examples that a sheet shows beside what the networks make of them, as they are packed; null where it shows
   * none.
   */
  shown(): Uint8Array | null {
    const { samplePictures, dataset } = this.order
    if (!samplePictures) return null
    const reader = pictureReader(dataset.path, this.plan.rowSize)
    try {
      return reader.read(shownPlaces(this.plan.kind, dataset, samplePictures)).pixels
    } finally {
      reader.close()
    }
  }

  close(): void {
    this.#reader?.close()
  }
}

/** Evenly from first to last; of domains, so many of each. */
function shownPlaces({ rowsPerExample }: ExampleKind, dataset: TrainOrder['dataset'], count: number): Int32Array {
  if (rowsPerExample === 1) return evenly(count, dataset.count)
  return Int32Array.from(
    [0, 1].flatMap(label => {
      const places = placesOf(labelsOf(dataset), label)
      return [...evenly(count, places.length)].map(place => places[place] ?? 0)
    })
  )
}

/** @throws Error where there are none: a programming mistake */
function labelsOf({ labels }: TrainOrder['dataset']): Int32Array {
  if (!labels) throw new Error('It is not known which picture is of which domain.')
  return labels
}

function labelAt(labels: Int32Array, index: number): number {
  const label = labels[index]
  if (label === undefined) throw new Error(`There are labels of ${labels.length} examples, none of number ${index}.`)
  return label
}
