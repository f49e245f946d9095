/** One sample on a canvas that shows many. */
import type { Pixels } from '../../../../../shared/domain'
import { imageData } from '../../../../ui/pictures/pictures'

/** Device pixels. */
interface At {
  left: number
  top: number
  side: number
}

const own = document.createElement('canvas')

/** Crisp, as large as fits; faint where it was rejected, a dim square until it has come. */
export function paint(
  context: CanvasRenderingContext2D,
  picture: Pixels | undefined,
  { left, top, side }: At,
  rejected = false
): void {
  if (!picture) {
    context.fillStyle = 'rgb(128 128 128 / 0.15)'
    context.fillRect(left, top, side, side)
    return
  }
  const { width, height } = picture
  ;[own.width, own.height] = [width, height]
  own.getContext('2d')?.putImageData(imageData(picture, 0), 0, 0)
  const scale = side / Math.max(width, height)
  context.imageSmoothingEnabled = scale < 1
  context.globalAlpha = rejected ? 0.15 : 1
  context.drawImage(own, left, top, width * scale, height * scale)
  context.globalAlpha = 1
}
