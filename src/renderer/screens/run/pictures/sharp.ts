/** Pictures at any size, with the edges of their own pixels sharp. */
import type { Arrangement } from '../../../state/run/layout/arrangement'
import type { DecodedSheet } from '../../../state/run/sheet-cache'
import { tileAt } from '../../../ui/pictures/pictures'

/**
 * Draws an arrangement. Where pictures are not at a whole multiple of their pixels, each is enlarged to the next whole
 * one and then made smaller: every pixel is as large as its neighbours, and only its rim is mixed with theirs.
 * @param smooth of drawings with smooth edges, whose pixels are nothing to be seen
 */
export function drawArrangement(
  canvas: HTMLCanvasElement,
  sheet: DecodedSheet,
  { places, tile, scale }: Arrangement,
  smooth = false
): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const { tileWidth, tileHeight, bitmap } = sheet
  context.clearRect(0, 0, canvas.width, canvas.height)
  const between =
    !smooth && scale > 1 && !Number.isInteger(scale) ? enlarger(tileWidth, tileHeight, Math.ceil(scale)) : null
  context.imageSmoothingEnabled = smooth || !Number.isInteger(scale)
  context.imageSmoothingQuality = 'high'
  for (const { index, x, y } of places) {
    if (index >= sheet.count) continue
    const from = tileAt(sheet, index)
    if (between) context.drawImage(between(bitmap, from), x, y, tile.width, tile.height)
    else context.drawImage(bitmap, from.x, from.y, tileWidth, tileHeight, x, y, tile.width, tile.height)
  }
}

/** One picture after another, each pixel `times` as large, on a canvas that they share. */
function enlarger(width: number, height: number, times: number) {
  const canvas = new OffscreenCanvas(width * times, height * times)
  const context = canvas.getContext('2d')
  if (context) context.imageSmoothingEnabled = false
  return (bitmap: DecodedSheet['bitmap'], { x, y }: { x: number; y: number }): OffscreenCanvas => {
    context?.clearRect(0, 0, canvas.width, canvas.height)
    context?.drawImage(bitmap, x, y, width, height, 0, 0, canvas.width, canvas.height)
    return canvas
  }
}
