/** A sheet of pictures with the names of its rows. */
import type { Sheet } from '../../../shared/domain'
import { encodePixels, encodeSheet, layTiles, type SheetOptions } from '../../drawing/sheet'
import type { SamplePixels } from '../../engine/protocol'
import { withNames } from './row-names'

/** @param how.names of rows from above; none: a sheet as every other */
export async function namedSheet(
  samples: SamplePixels,
  { names = [], ...how }: SheetOptions & { names?: readonly string[] }
): Promise<Sheet> {
  if (names.length === 0) return encodeSheet(samples, how)
  const { gap = 0, columns = samples.columns ?? Math.ceil(Math.sqrt(samples.count)) } = how
  const [tileHeight, tileWidth, channels] = samples.shape
  const rows = Math.ceil(samples.count / columns)
  const laid = { ...layTiles(samples, columns, rows, gap), channels }
  const png = await encodePixels(withNames(laid, names, { height: tileHeight, pitch: tileHeight + gap }))
  return { png, tileWidth, tileHeight, columns, rows, count: samples.count }
}
