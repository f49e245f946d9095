/** A dataset's pictures as the network will see them. */
import type { Framing, ImageShape, Sheet } from '../../../shared/domain'
import { framedShape } from '../../../shared/datasets/framed'
import { picturesOnSheet } from '../../../shared/sheet-size'
import { encodePixels, layTile } from '../../drawing/sheet'
import { exampleBytes, picturesAhead, readCache } from '../packed/cache'
import { elementCount } from '../../lib/shape'
import { inOrder } from '../../lib/order'
import { exampleKindOfPairing, exampleTraitsOf } from '../../models/examples'
import type { Entry, Examples } from '../packed/example'
import { pixelsOf } from '../packed/pack'
import { sameFraming } from '../recommend'

/** A packed file under some framing, and where in it the images asked for lie: from a place on, or each. */
export type CachedImages = { file: string; framing: Framing } & ({ first: number } | { places: readonly number[] })

/**
 * A near-square sheet of the images, in their order; an example of several pictures is one tile, in which they stand
 * beside each other. Read from `cached` where its framing is the one asked for, else only these are decoded. Of more
 * than a sheet holds (`picturesOnSheet`) only the first are shown.
 * @throws StudioError not-found, naming a picture that has gone.
 */
export async function previewImages(
  pictures: Examples,
  images: readonly Entry[],
  framing: Framing,
  cached?: CachedImages
): Promise<Sheet> {
  const shape = framedShape(framing)
  const [height, width, channels] = shape
  const { across } = exampleTraitsOf(exampleKindOfPairing(pictures.pairing))
  const shown = images.slice(0, picturesOnSheet(framing, across))
  const tile: ImageShape = [height, across * width, channels]
  const columns = Math.ceil(Math.sqrt(shown.length)),
    rows = Math.ceil(shown.length / columns)
  const sheet = {
    pixels: new Uint8Array(rows * columns * across * elementCount(shape)),
    width: columns * across * width,
    height: rows * height,
    channels
  }
  let i = 0
  for await (const pixels of cached && sameFraming(cached.framing, framing)
    ? fromCache(cached, shown.length, pictures)
    : decoded(pictures, shown, framing)) {
    // One above the other, as they are packed, they come to stand beside each other.
    for (let part = 0; part < across; part++)
      layTile(
        sheet,
        pixels.subarray(part * elementCount(shape)),
        shape,
        (i % columns) * tile[1] + part * width,
        Math.floor(i / columns) * height
      )
    i++
  }
  return { png: await encodePixels(sheet), tileWidth: tile[1], tileHeight: height, columns, rows, count: shown.length }
}

const decoded = (pictures: Examples, images: readonly Entry[], framing: Framing): AsyncGenerator<Uint8Array> =>
  inOrder(images, picturesAhead(framing), image => pixelsOf(pictures, image, framing))

/** Read in pieces: a page of large pictures is hundreds of megabytes. */
async function* fromCache(
  { file, framing, ...where }: CachedImages,
  count: number,
  { pairing }: Examples
): AsyncGenerator<Uint8Array> {
  const exampleKind = exampleKindOfPairing(pairing)
  const places = 'places' in where ? where.places : Array.from({ length: count }, (_, i) => where.first + i)
  const each = exampleBytes(framing, exampleKind)
  const atOnce = Math.max(1, Math.floor(2 ** 22 / each))
  for (let at = 0; at < count;) {
    const from = places[at] ?? 0
    // As many as lie side by side are one reading.
    let some = 1
    while (some < Math.min(atOnce, count - at) && places[at + some] === from + some) some++
    const pixels = await readCache(file, framing, from, some, exampleKind)
    for (let i = 0; i < some; i++) yield pixels.subarray(i * each, (i + 1) * each)
    at += some
  }
}
