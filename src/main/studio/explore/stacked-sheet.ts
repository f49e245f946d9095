/**
 * Sheets of examples with what belongs to each below it: originals and reconstructions; inputs, what was made of them,
 * and targets.
 */
import { elementCount } from '../../lib/shape'
import type { ImageShape, Sheet } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { permutation } from '../../../shared/random'
import { evenly } from '../../../shared/sheet-size'
import { encodeSheet } from '../../drawing/sheet'
import { stackColumns, stackRows } from '../../models/gallery'

/** By default evenly from first to last; else from an offset on, or drawn by a seed. */
export interface Wanted {
  count: number
  offset?: number | undefined
  seed?: number | undefined
}

/** Which of so many examples. @param noun what they are, e.g. pictures @throws StudioError bad-input */
export function chosen({ count: asked, offset, seed }: Wanted, all: number, noun: string): Int32Array {
  if (offset !== undefined && seed !== undefined)
    throw new StudioError(
      'bad-input',
      `${noun.charAt(0).toUpperCase()}${noun.slice(1)} are taken from an offset on or drawn by a seed, not both.`
    )
  if (offset !== undefined && offset >= all)
    throw new StudioError('bad-input', `There are ${all} ${noun}; none comes after the first ${offset}.`)
  const count = Math.min(asked, all - (offset ?? 0))
  if (offset !== undefined) return Int32Array.from({ length: count }, (_, i) => offset + i)
  return seed === undefined ? evenly(count, all) : permutation(all, 'reconstruct', seed).slice(0, count)
}

/**
 * Rows of the first kind, below each the rows of the others that belong to it. What is left over of the last row is
 * black.
 * @param kinds as many pictures each
 * @param columns wanted; there may be fewer pictures than a row was to have
 */
export async function stackedSheet(
  kinds: readonly Uint8Array[],
  shape: ImageShape,
  { columns: wanted, gap = 0 }: { columns?: number | undefined; gap?: number | undefined } = {}
): Promise<{ columns: number; sheet: Sheet }> {
  const each = elementCount(shape)
  const count = (kinds[0]?.length ?? 0) / each
  const columns = Math.min(wanted ?? columnsFor(count, kinds.length), count)
  const places = Math.ceil(count / columns) * columns
  const pixels = stackRows(
    kinds.map(kind => padded(kind, places * each)),
    columns,
    each
  )
  return { columns, sheet: await encodeSheet({ count: kinds.length * places, shape, pixels }, { columns, gap }) }
}

/** Whole rows where they are near a square; a prime number of pictures has none. */
function columnsFor(count: number, height: number): number {
  const [whole, near] = [stackColumns(count, height), Math.ceil(Math.sqrt(height * count))]
  return whole > 2 * near ? near : whole
}

/** Black pictures up to so many bytes. */
function padded(pixels: Uint8Array, bytes: number): Uint8Array {
  const all = new Uint8Array(bytes)
  all.set(pixels)
  return all
}
