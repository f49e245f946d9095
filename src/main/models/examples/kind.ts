/**
 * What a file of this folder declares: a kind of example that datasets hold and models learn, from its packed bytes to
 * what a discriminator sees of it.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { ExampleTraits, ImageShape } from '../../../shared/domain'
import type { Batch, Column } from '../phase'

export type Columns = Partial<Record<Column, Tensor>>

/** What a model is given, and what it is to make; the same of models that are given no pictures. */
export type Side = 'input' | 'target'

/** In pictures: the first, from each to the next, and how many. */
export interface Places {
  first: number
  step: number
  count: number
}

/** Every one of them, whatever side. */
export const everyPicture = {
  input: (rows: number): Places => ({ first: 0, step: 1, count: rows }),
  target: (rows: number): Places => ({ first: 0, step: 1, count: rows })
}

export interface ExampleKind {
  id: string
  /** What people are told of it, and what a window can do with it. */
  traits: ExampleTraits
  /** bytes: uint8, which may live inside the program. floats: float32, which are few and fed. */
  packed: 'bytes' | 'floats'
  /** In one row. @param image shape of the model's pictures */
  numbers: (image: ImageShape) => number
  /** 2 where an example has a row of each of two groups, told apart by the rows' labels. */
  rowsPerExample: 1 | 2
  /**
   * Rows of a step's examples [rows, numbers], bytes from 0 to 255 → a column each, [examples, …], pictures in [−1, 1].
   */
  columns: (rows: Tensor, image: ImageShape) => Columns
  /** Columns that a generator makes its example of, beside a latent and a class. */
  conditions: readonly Column[]
  /** What a model of it draws. */
  draws: 'pixels' | 'points'
  /** What its models' sheets show, where they do not say. */
  sheetKind: string
  /** What their runs are evaluated on: ids of subjects (`metrics/subjects`). */
  subjects: readonly string[]
  /** Where pictures lie among the packed ones; null where there are none. */
  pictures: { readonly [side in Side]: (rows: number, labels: Int32Array | undefined) => Places } | null
  /** How a discriminator sees it, in the families that have one for whole examples. */
  seen: {
    shape: (image: ImageShape) => readonly number[]
    /** Real ones of a batch. */
    real: (batch: Batch) => Tensor
    /** Generated ones. @param generated what the generator returned for the batch */
    generated: (batch: Batch, generated: Tensor) => Tensor
    /** The generator's part of it again. */
    part: (seen: Tensor) => Tensor
    /** With all its pictures changed alike. */
    changed: (seen: Tensor, change: (pictures: Tensor) => Tensor) => Tensor
  }
}

/** Of kinds that a discriminator sees as they are. @param column that holds them */
export const asItIs = (column: Column, shape: (image: ImageShape) => readonly number[]): ExampleKind['seen'] => ({
  shape,
  real: batch => batch[column],
  generated: (_, generated) => generated,
  part: seen => seen,
  changed: (seen, change) => change(seen)
})
