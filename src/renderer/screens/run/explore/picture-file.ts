import type { Pixels } from '../../../../shared/domain'
import { imageData } from '../../../ui/pictures/pictures'

/** The first of some pictures as a PNG, every pixel `scale` times as large. */
export async function pngOf(pixels: Pixels, scale: number, smooth: boolean): Promise<Blob> {
  const exact = new OffscreenCanvas(pixels.width, pixels.height)
  exact.getContext('2d')?.putImageData(imageData(pixels, 0), 0, 0)
  if (scale === 1) return exact.convertToBlob({ type: 'image/png' })
  const enlarged = new OffscreenCanvas(pixels.width * scale, pixels.height * scale)
  const context = enlarged.getContext('2d')
  if (context) {
    context.imageSmoothingEnabled = smooth
    context.imageSmoothingQuality = 'high'
    context.drawImage(exact, 0, 0, enlarged.width, enlarged.height)
  }
  return enlarged.convertToBlob({ type: 'image/png' })
}
