import type { Pixels, Run } from '../../../../shared/domain'
import type { Origin } from '../../../../shared/origin/origin'
import type { Explore } from '../../../state/run/explore.svelte'
import { valuesOf } from '../../../state/run/sampling-values'
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

/** Where the picture on the stage comes from; somebody's own picture that it was made of stays with them. */
export function originOf(run: Run, epoch: number, { latent, knobs, condition }: Explore): Origin {
  const of = typeof condition?.pair === 'number' ? { pair: condition.pair } : undefined
  const { id, name, model, settings } = run
  return {
    ...{ atelier: 1, run: id, name, model, settings, epoch, format: 'png', options: { what: 'shown' } },
    stage: { epoch, inputs: valuesOf(run, [{ latent, knobs }], of) }
  }
}
