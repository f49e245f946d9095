/** Pictures in rows of one class each, as many of each as there is room for. */
import type { SamplePixels } from '../../engine/protocol'

/**
 * Of pictures that lie in rows, the first columns of the first rows; places that nothing is in are black.
 * @param at the place of a row's picture among them
 */
export function rowsOf(
  { shape, pixels, count }: SamplePixels,
  rows: number,
  columns: number,
  at: (row: number, column: number) => number
): SamplePixels {
  const each = shape[0] * shape[1] * shape[2]
  const chosen = new Uint8Array(rows * columns * each)
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const from = at(row, column)
      if (from < count) chosen.set(pixels.subarray(from * each, (from + 1) * each), (row * columns + column) * each)
    }
  return { count: rows * columns, shape, pixels: chosen, columns }
}
