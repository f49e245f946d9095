/** Points before anything was made of them. */
import type { Sheet } from '../../../shared/domain'
import { drawScatter, plotOf } from '../../drawing/scatter'
import { encodeSheet } from '../../drawing/sheet'

/**
 * `count` scatters of size × size pixels, each of more points than the one before, the last of all: how a cloud comes
 * to be.
 */
export async function previewPoints(points: Float32Array, size: number, count = 1): Promise<Sheet> {
  const plot = plotOf(points)
  const all = points.length / 2
  const pictures = Array.from({ length: count }, (_, i) => {
    // In equal ratios: 4 points grow to 1,000 in five pictures.
    const shown = Math.round(all ** ((i + 1) / count))
    return drawScatter({ ...plot, real: points.subarray(0, 2 * shown) }, {}, [size, size, 3])
  })
  return encodeSheet({ count, shape: [size, size, 3], pixels: Buffer.concat(pictures) })
}
