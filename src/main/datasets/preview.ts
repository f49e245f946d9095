/** A dataset's pictures as the network will see them. */
import type { Framing, Sheet } from '../../shared/domain'
import { encodeSheet } from '../exports/sheet'
import { pictureBytes, readCache } from './cache'
import { picturesAtOnce } from './decode'
import type { ImageEntry } from './import'
import { inOrder } from './order'
import { pixelsOf } from './pack'
import { sameFraming } from './recommend'
import type { Source } from './source'

/** A packed file under some framing, and the place in it of the first image asked for. */
export interface CachedImages { file: string; framing: Framing; first: number }

/**
 * A near-square sheet of the images, in their order. Read from `cached` where its framing is the one asked for,
 * else only these are decoded.
 * @throws StudioError not-found, naming a picture that has gone.
 */
export async function previewImages(source: Source, images: readonly Pick<ImageEntry, 'path'>[], framing: Framing, cached?: CachedImages): Promise<Sheet> {
  const { size, channels } = framing
  const shape: [number, number, number] = [size, size, channels]
  if (cached && sameFraming(cached.framing, framing)) {
    return encodeSheet({ count: images.length, shape, pixels: await readCache(cached.file, framing, cached.first, images.length) })
  }
  const each = pictureBytes(framing)
  const pixels = new Uint8Array(images.length * each)
  let at = 0
  for await (const picture of inOrder(images, picturesAtOnce, ({ path }) => pixelsOf(source, path, framing))) {
    pixels.set(picture, at)
    at += each
  }
  return encodeSheet({ count: images.length, shape, pixels })
}
