/**
 * Batch readers: what reads the examples that are fed to each step, under the name that the step takes them by, where
 * the dataset does not live inside the graph.
 */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { unpackPoints } from '../../../shared/points'
import type { TypedArray } from '../../tensors/program'
import { ReadingAhead } from './reading-ahead'

export interface BatchReader<T extends Record<string, TypedArray> = Record<string, TypedArray>> {
  /** @param indices places in the packed dataset, one per example of the batch */
  read: (indices: Int32Array) => T
  /** These are going to be read next: what can be done for it beside a step is begun. */
  ahead?: (indices: Int32Array) => void
  close: () => void
}

/** Reads pictures of a packed dataset, `width` bytes each, straight from the disk. */
export function pictureReader(path: string, width: number): BatchReader<{ pixels: Uint8Array }> {
  const file = openSync(path, 'r')
  const reading = new ReadingAhead(file, width)
  return {
    read: indices => {
      const began = performance.now()
      // A fresh buffer each time: TensorFlow shares it instead of copying.
      const pixels = new Uint8Array(indices.length * width)
      indices.forEach((index, i) => {
        readSync(file, pixels, i * width, width, index * width)
      })
      reading.took(performance.now() - began, indices.length)
      return { pixels }
    },
    ahead: indices => {
      reading.want(indices)
    },
    close: () => {
      reading.end(() => {
        closeSync(file)
      })
    }
  }
}

/** Points of a packed dataset, read whole. */
export function pointReader(path: string): BatchReader<{ points: Float32Array }> {
  const all = unpackPoints(readFileSync(path))
  return {
    read: indices => {
      const points = new Float32Array(indices.length * 2)
      indices.forEach((index, i) => {
        points.set(all.subarray(2 * index, 2 * index + 2), 2 * i)
      })
      return { points }
    },
    close: () => {}
  }
}
