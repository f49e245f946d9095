/** Points in the plane, one after another: x, y, x, y, … */
import type { ImageShape } from './domain'

/**
 * The picture that a run's points are shown in: height, width, channels. Wide, as windows are: the square around the
 * points stands in its middle, with more of the plane on both sides.
 */
export const scatterShape: ImageShape = [512, 912, 3]

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

/** Cells of the grid on which a discriminator is asked about the plane, down and across a scatter. */
export const planeCells = (shape: ImageShape): { down: number; across: number } => ({
  down: Math.round(shape[0] / cellPixels),
  across: Math.round(shape[1] / cellPixels)
})
/** Pixels of a scatter per cell. */
const cellPixels = 8

/** Where a scatter's left edge lies: the square is as high as the picture, and in its middle. */
export const leftOf = ({ x, side }: Square, [height, width]: ImageShape): number =>
  x - ((width / height - 1) * side) / 2

/** Centres of the cells of a scatter, row by row from its upper left corner: x, y, x, y, … */
export function planePlaces(square: Square, shape: ImageShape): Float32Array {
  const { down, across } = planeCells(shape)
  const [left, cell] = [leftOf(square, shape), square.side / down]
  return Float32Array.from({ length: 2 * down * across }, (_, i) => {
    const place = i >> 1
    return i % 2 === 0
      ? left + (((place % across) + 0.5) * square.side * shape[1]) / shape[0] / across
      : square.y + square.side - (Math.floor(place / across) + 0.5) * cell
  })
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
