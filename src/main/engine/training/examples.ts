/** The examples of each step, in a seeded order, and those that sheets show. */
import { readFileSync } from 'node:fs'
import { planePlaces, squareAround, unpackPoints } from '../../../shared/points'
import { evenly } from '../../../shared/sheet-size'
import { centred } from '../../lib/centred'
import type { ExampleKind } from '../../models/examples'
import type { TypedArray } from '../../tensors/program'
import type { TrainOrder } from '../protocol'
import { domainOrder, placesOf, seededOrder, type Order } from './order'
import type { TrainingPlan } from './plan'
import { pictureReader, pointReader, type BatchReader } from './batch-reader'

export class TrainingExamples {
  readonly #reader: BatchReader | null
  /** By the batch of a step: stages of a model that grows have their own. */
  readonly #orders = new Map<number, Order>()
  readonly #labels: Int32Array | null

  /** @param resident the dataset lives inside the program: steps are given indices alone */
  constructor(
    readonly order: TrainOrder,
    readonly plan: TrainingPlan,
    resident: boolean
  ) {
    const { dataset } = order
    const { model, kind, rowSize } = plan
    this.#reader = resident
      ? null
      : kind.packed === 'floats'
        ? pointReader(dataset.path)
        : pictureReader(dataset.path, rowSize)
    this.#labels = model.conditional ? (dataset.labels ?? null) : null
  }

  /** Inputs of a step, but for its number. @param done steps before it */
  inputs(done: number): Record<string, TypedArray> {
    const indices = this.#indices(done)
    const labels = this.#labels
    const read = this.#reader?.read(indices)
    if (done + 1 < this.plan.totalSteps) this.#reader?.ahead?.(this.#indices(done + 1))
    return {
      ...(read ?? { indices }),
      ...(labels ? { labels: indices.map(index => labelAt(labels, index)) } : {})
    }
  }

  /** Places in the packed dataset of a step's examples. */
  #indices(done: number): Int32Array {
    const { stageOf, batchSize } = this.plan
    return this.#orderOf(stageOf?.(done).batchSize ?? batchSize)(done)
  }

  #orderOf(batchSize: number): Order {
    const { dataset, seed } = this.order
    const { kind, batchesPerStep } = this.plan
    const known = this.#orders.get(batchSize)
    if (known) return known
    const perStep = batchSize * batchesPerStep
    const order =
      kind.rowsPerExample === 2
        ? domainOrder(labelsOf(dataset), perStep, seed)
        : seededOrder(dataset.count, perStep, seed)
    this.#orders.set(batchSize, order)
    return order
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
      const { pixels } = reader.read(shownPlaces(this.plan.kind, dataset, samplePictures))
      return centred(pixels, dataset.shape, this.plan.model.image(this.order.settings))
    } finally {
      reader.close()
    }
  }

  /** Of points: the places of the plane that a sheet asks the discriminator about; null of others. */
  places(): Float32Array | null {
    const { dataset, settings } = this.order
    const { kind, model } = this.plan
    if (kind.packed !== 'floats') return null
    return planePlaces(squareAround(unpackPoints(readFileSync(dataset.path))), model.image(settings))
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
