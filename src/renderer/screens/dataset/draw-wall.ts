/**
 * What is in sight of a wall of pictures, on its canvas: what is excluded is pale and crossed out, what is held out has
 * its corner turned down, what is chosen a frame.
 */
import { cornerOf, type WallLayout } from '../../state/datasets/wall-layout'
import type { Wall } from '../../state/datasets/wall.svelte'
import { tileAt } from '../../ui/pictures/pictures'

export interface WallView {
  wall: Wall
  layout: WallLayout
  /** Indices of the first and the last picture. */
  seen: { first: number; last: number }
  /** CSS pixels of the wall above what is in sight. */
  scroll: number
}

/** Device pixels. */
interface Box {
  x: number
  y: number
  wide: number
  high: number
}

export function drawWall(
  context: CanvasRenderingContext2D,
  { wall, layout, seen, scroll }: WallView,
  style: CSSStyleDeclaration
): void {
  const ratio = devicePixelRatio
  const [wide, high] = [Math.round(layout.width * ratio), Math.round(layout.height * ratio)]
  for (let index = seen.first; index <= seen.last; index++) {
    const corner = cornerOf(layout, index)
    const box = { x: Math.round(corner.x * ratio), y: Math.round((corner.y - scroll) * ratio), wide, high }
    const { page, inPage = 0 } = wall.pages.place(index) ?? {}
    if (!page || inPage >= page.sheet.count) {
      context.fillStyle = style.getPropertyValue('--hover')
      context.fillRect(box.x, box.y, wide, high)
      continue
    }
    const { tileWidth, tileHeight } = page.sheet
    const from = tileAt(page.sheet, inPage)
    const place = wall.placeAt(index) ?? -1
    const excluded = wall.excluded.has(place)
    context.globalAlpha = excluded ? 0.25 : 1
    // Under the framing before it may have had another shape: it is not stretched to this one.
    const scale = Math.min(wide / tileWidth, high / tileHeight)
    const [across, down] = [Math.round(tileWidth * scale), Math.round(tileHeight * scale)]
    const [x, y] = [box.x + Math.floor((wide - across) / 2), box.y + Math.floor((high - down) / 2)]
    context.drawImage(page.bitmap, from.x, from.y, tileWidth, tileHeight, x, y, across, down)
    context.globalAlpha = 1
    // A hairline, so that white bars on a light ground can be seen for what they are.
    context.lineWidth = 1
    context.strokeStyle = style.getPropertyValue('--line')
    context.strokeRect(box.x - 0.5, box.y - 0.5, wide + 1, high + 1)
    if (excluded) crossOut(context, box, style)
    else if (wall.heldOut.has(place)) turnDown(context, box, style)
    if (wall.chosen.places.has(place)) putInFrame(context, box, style)
  }
}

/** A line from corner to corner, which is seen on any picture. */
function crossOut(context: CanvasRenderingContext2D, { x, y, wide, high }: Box, style: CSSStyleDeclaration): void {
  const inset = Math.round(high * 0.12)
  for (const [colour, width] of [
    ['--ground', 5],
    ['--danger', 2]
  ] as const) {
    context.strokeStyle = style.getPropertyValue(colour)
    context.lineWidth = width * devicePixelRatio
    context.beginPath()
    context.moveTo(x + inset, y + high - inset)
    context.lineTo(x + wide - inset, y + inset)
    context.stroke()
  }
}

/** The upper right corner, in the colour of the ground with an edge, as of a page that is kept for later. */
function turnDown(context: CanvasRenderingContext2D, { x, y, wide, high }: Box, style: CSSStyleDeclaration): void {
  const side = Math.round(high * 0.24)
  context.beginPath()
  context.moveTo(x + wide - side, y)
  context.lineTo(x + wide, y)
  context.lineTo(x + wide, y + side)
  context.closePath()
  context.fillStyle = style.getPropertyValue('--accent')
  context.fill()
  context.strokeStyle = style.getPropertyValue('--ground')
  context.lineWidth = devicePixelRatio
  context.stroke()
}

/** Within the picture, so that those beside each other keep theirs apart. */
function putInFrame(context: CanvasRenderingContext2D, { x, y, wide, high }: Box, style: CSSStyleDeclaration): void {
  for (const [colour, width] of [
    ['--ground', 6],
    ['--accent', 3]
  ] as const) {
    const line = width * devicePixelRatio
    context.strokeStyle = style.getPropertyValue(colour)
    context.lineWidth = line
    context.strokeRect(x + line / 2, y + line / 2, wide - line, high - line)
  }
}
