/** A dataset's pictures as the network will see them. */
import type { Framing, Sheet } from '../../shared/domain'
import { encodeSheet } from '../exports/sheet'
import { exampleBytes, readCache } from './cache'
import { picturesAtOnce } from './decode'
import type { Entry } from './example'
import { inOrder } from './order'
import { pixelsOf, type Pictures } from './pack'
import { sameFraming } from './recommend'

/** A packed file under some framing, and the place in it of the first image asked for. */
export interface CachedImages { file: string; framing: Framing; first: number }

/**
 * A near-square sheet of the images, in their order; a pair is one tile, its input and on the right of it its target. Read from `cached` where its framing is the one asked for,
 * else only these are decoded.
 * @throws StudioError not-found, naming a picture that has gone.
 */
export async function previewImages(pictures: Pictures, images: readonly Entry[], framing: Framing, cached?: CachedImages): Promise<Sheet> {
  const { size, channels } = framing
  const count = images.length
  const form = pictures.pairing ? 'pairs' : 'pictures'
  const pixels = cached && sameFraming(cached.framing, framing) ? await readCache(cached.file, framing, cached.first, count, form) : await decodeAll(pictures, images, framing, exampleBytes(framing, form))
  return encodeSheet(form === 'pairs'
    ? { count, shape: [size, 2 * size, channels], pixels: sideBySide(pixels, size * channels, size) }
    : { count, shape: [size, size, channels], pixels })
}

async function decodeAll(pictures: Pictures, images: readonly Entry[], framing: Framing, each: number): Promise<Uint8Array> {
  const pixels = new Uint8Array(images.length * each)
  let at = 0
  for await (const picture of inOrder(images, picturesAtOnce, image => pixelsOf(pictures, image, framing))) {
    pixels.set(picture, at)
    at += each
  }
  return pixels
}

/** Pictures of `rows` rows of `width` bytes, two by two, become pictures twice as wide. */
function sideBySide(pixels: Uint8Array, width: number, rows: number): Uint8Array {
  const wide = new Uint8Array(pixels.length)
  for (let row = 0; row * width < pixels.length; row++) {
    const picture = Math.floor(row / rows), y = row % rows
    const to = (Math.floor(picture / 2) * rows + y) * 2 + (picture % 2)
    wide.set(pixels.subarray(row * width, (row + 1) * width), to * width)
  }
  return wide
}
