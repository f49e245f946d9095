/** How many pictures, with what was made of each below it, fill a room best. Pure; sizes in CSS pixels. */
import type { ImageShape } from '../../../../shared/domain'
import { fittingMultiple } from '../../../ui/pictures/pictures'

interface Room {
  width: number
  height: number
  /** Between pictures. */
  gap: number
  /** Device pixels per CSS pixel. */
  ratio: number
}

/** Larger ones than so many device pixels say no more. */
const largest = 120
const mostAcross = 16
const mostRows = 8

/**
 * @param held so many pictures there are: all rows are whole
 * @returns pictures in a row, and rows of pictures (each with a row below it); none across where there is no room
 */
export function filling(
  [tall, wide]: ImageShape,
  { width, height, gap, ratio }: Room,
  held = Infinity
): {
  columns: number
  rows: number
} {
  let best = { columns: 0, rows: 1, covered: 0 }
  for (let columns = 1; columns <= mostAcross; columns++)
    for (let rows = 1; rows <= mostRows && columns * rows <= held; rows++) {
      const scale = Math.min(
        fittingMultiple(wide * columns, width - gap * (columns - 1), ratio),
        fittingMultiple(tall * 2 * rows, height - gap * (2 * rows - 1), ratio)
      )
      const covered = 2 * rows * columns * tall * wide * scale ** 2
      const small = scale <= 1 || Math.max(tall, wide) * scale <= largest
      if (small && covered > best.covered) best = { columns, rows, covered }
    }
  return { columns: best.columns, rows: best.rows }
}
