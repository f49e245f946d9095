/** Points in the plane, one after another: x, y, x, y, … */
import type { ImageShape } from './domain'

/** The picture that a run's points are shown in: height, width, channels. */
export const scatterShape: ImageShape = [512, 512, 3]

/** A square part of the plane: its lower left corner and its side. */
export interface Square {
  x: number
  y: number
  side: number
}

/** The square that shows all of a dataset's points, with a sixth of their extent to spare: the same for every epoch. */
export function squareAround(points: Float32Array): Square {
  const low = [Infinity, Infinity],
    high = [-Infinity, -Infinity]
  points.forEach((value, i) => {
    low[i % 2] = Math.min(low[i % 2] ?? 0, value)
    high[i % 2] = Math.max(high[i % 2] ?? 0, value)
  })
  const [left = 0, bottom = 0] = low,
    [right = 0, top = 0] = high
  const side = (7 / 6) * Math.max(right - left, top - bottom) || 2
  return { x: (left + right - side) / 2, y: (bottom + top - side) / 2, side }
}

/** As they lie in a packed dataset: float32, little endian, on every machine. */
export function packPoints(points: Float32Array): Uint8Array {
  const bytes = new Uint8Array(points.length * 4)
  const view = new DataView(bytes.buffer)
  points.forEach((value, i) => {
    view.setFloat32(4 * i, value, true)
  })
  return bytes
}

/** And back. */
export function unpackPoints(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Float32Array.from({ length: bytes.byteLength / 4 }, (_, i) => view.getFloat32(4 * i, true))
}
