/** Pictures enlarged by a whole number, in square pixels or with soft edges. */
import { StudioError } from '../../../shared/errors'
import type { Raster } from '../../drawing/sheet'

/** @throws StudioError bad-input for other than 1 and 3 channels */
export async function enlarge(
  { pixels, width, height, channels }: Raster,
  { scale, smooth }: { scale: number; smooth: boolean }
): Promise<Raster> {
  if (channels !== 1 && channels !== 3)
    throw new StudioError('bad-input', `Grey and colour pictures are enlarged; these have ${channels} channels.`)
  if (scale === 1) return { pixels, width, height, channels }
  const { default: sharp } = await import('sharp')
  const image = sharp(pixels, { raw: { width, height, channels } }).resize(width * scale, height * scale, {
    kernel: smooth ? 'cubic' : 'nearest'
  })
  const large = await (channels === 1 ? image.toColourspace('b-w') : image).raw().toBuffer()
  return { pixels: large, width: width * scale, height: height * scale, channels }
}

/** A row in which each pixel stands so many times. @param row one byte per pixel */
export function enlargeRow(row: Uint8Array, scale: number): Uint8Array {
  if (scale === 1) return row
  const wide = new Uint8Array(row.length * scale)
  for (let x = 0; x < row.length; x++) wide.fill(row[x] ?? 0, x * scale, (x + 1) * scale)
  return wide
}
