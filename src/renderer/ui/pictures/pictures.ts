/** Sheets and pixels on canvases: decoding, and whole multiples of a picture's own pixels. */
import type { Pixels, Sheet } from '../../../shared/domain'

/** A sheet's PNG as a bitmap. Close it when it is no longer drawn. */
export function decodeSheet(sheet: Pick<Sheet, 'png'>): Promise<ImageBitmap> {
  // A copy: the bytes may be a view on a larger message, and Blob wants a buffer of its own.
  return createImageBitmap(new Blob([new Uint8Array(sheet.png)], { type: 'image/png' }))
}

/** Picture `index` of raw pixels, ready for putImageData. */
export function imageData({ width, height, rgba }: Pixels, index: number): ImageData {
  const size = width * height * 4
  return new ImageData(new Uint8ClampedArray(rgba.slice(index * size, (index + 1) * size)), width, height)
}

/** Where tile `index` of a sheet lies, in the sheet's pixels. */
export function tileAt(
  { columns, tileWidth, tileHeight }: Pick<Sheet, 'columns' | 'tileWidth' | 'tileHeight'>,
  index: number
): { x: number; y: number } {
  return { x: (index % columns) * tileWidth, y: Math.floor(index / columns) * tileHeight }
}

/**
 * Device pixels for each of a picture's pixels, so that `pixels` of them come near `wanted` CSS pixels: a whole number,
 * at least 1.
 */
export const wholeMultiple = (pixels: number, wanted: number, devicePixelRatio: number): number =>
  Math.max(1, Math.round((wanted * devicePixelRatio) / pixels))

/** The same so that they fit into `room`: a whole number, or below 1 where even one each is too many. */
export function fittingMultiple(pixels: number, room: number, devicePixelRatio: number): number {
  const exact = Math.max(0, room * devicePixelRatio) / pixels
  return exact >= 1 ? Math.floor(exact) : exact
}

/**
 * A drawing context that never smooths; opaque contexts are not asked for, so that transparency shows the checkerboard.
 */
export function crispContext(canvas: HTMLCanvasElement): CanvasRenderingContext2D | null {
  const context = canvas.getContext('2d')
  if (context) context.imageSmoothingEnabled = false
  return context
}
