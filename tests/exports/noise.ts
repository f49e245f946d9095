import type { ImageShape } from '../../src/shared/domain'
import type { SamplePixels } from '../../src/main/engine/protocol'
import { uniformStream } from '../../src/shared/random'

/** Pictures of seeded noise. */
export function noise(count: number, shape: ImageShape, seed = 1): SamplePixels {
  const next = uniformStream('noise', seed)
  return {
    count,
    shape,
    pixels: Uint8Array.from({ length: count * shape[0] * shape[1] * shape[2] }, () => Math.floor(next() * 256))
  }
}
