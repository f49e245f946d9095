/** Laying pictures out on a canvas in device pixels, with their own pixels at a whole multiple. */
import type { DecodedSheet } from '../../../state/run/sheet-cache'
import { tileAt } from '../../../ui/pictures/pictures'

export interface Layout {
  columns: number
  rows: number
  scale: number
  gap: number
  stepX: number
  stepY: number
  width: number
  height: number
}

/** `scale` device pixels for each picture pixel, `gap` device pixels between pictures. */
export function layOut(
  count: number,
  tileWidth: number,
  tileHeight: number,
  columns: number,
  scale: number,
  gap: number
): Layout {
  const across = Math.max(1, Math.min(columns, count))
  const rows = Math.max(1, Math.ceil(count / across))
  const stepX = Math.round(tileWidth * scale) + gap
  const stepY = Math.round(tileHeight * scale) + gap
  return { columns: across, rows, scale, gap, stepX, stepY, width: across * stepX - gap, height: rows * stepY - gap }
}

/**
 * Draws the sheet's pictures `indices`, row by row. Smooths only where pictures are not at a whole multiple of their
 * pixels.
 */
export function drawTiles(
  canvas: HTMLCanvasElement,
  sheet: DecodedSheet,
  indices: readonly number[],
  layout: Layout
): void {
  const context = canvas.getContext('2d')
  if (!context) return
  context.clearRect(0, 0, canvas.width, canvas.height)
  context.imageSmoothingEnabled = !Number.isInteger(layout.scale)
  context.imageSmoothingQuality = 'high'
  indices.forEach((index, place) => {
    if (index >= sheet.count) return
    const { x, y } = tileAt(sheet, index)
    context.drawImage(
      sheet.bitmap,
      x,
      y,
      sheet.tileWidth,
      sheet.tileHeight,
      (place % layout.columns) * layout.stepX,
      Math.floor(place / layout.columns) * layout.stepY,
      layout.stepX - layout.gap,
      layout.stepY - layout.gap
    )
  })
}

/** Which picture lies at a point in device pixels; null in a gap's margin or where there is none. */
export function pictureAt(layout: Layout, count: number, x: number, y: number): number | null {
  const column = Math.floor(x / layout.stepX)
  const index = Math.floor(y / layout.stepY) * layout.columns + column
  return x >= 0 && y >= 0 && column < layout.columns && index < count ? index : null
}
