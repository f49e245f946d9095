/**
 * Examples that are fed to each step, under the name that the step takes them by, where the dataset does not live
 * inside the graph.
 */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { unpackPoints } from '../../../shared/points'
import type { TypedArray } from '../../tensors/program'

export interface Rows<T extends Record<string, TypedArray> = Record<string, TypedArray>> {
  read: (indices: Int32Array) => T
  close: () => void
}

/** Reads pictures of a packed dataset, `width` bytes each, straight from the disk. */
export function openRows(path: string, width: number): Rows<{ pixels: Uint8Array }> {
  const file = openSync(path, 'r')
  return {
    read: indices => {
      // A fresh buffer each time: TensorFlow shares it instead of copying.
      const pixels = new Uint8Array(indices.length * width)
      indices.forEach((row, i) => {
        readSync(file, pixels, i * width, width, row * width)
      })
      return { pixels }
    },
    close: () => {
      closeSync(file)
    }
  }
}

/** Points of a packed dataset, read whole. */
export function openPoints(path: string): Rows<{ points: Float32Array }> {
  const all = unpackPoints(readFileSync(path))
  return {
    read: indices => {
      const points = new Float32Array(indices.length * 2)
      indices.forEach((row, i) => {
        points.set(all.subarray(2 * row, 2 * row + 2), 2 * i)
      })
      return { points }
    },
    close: () => {}
  }
}
