/** Builds the cache of an imported dataset under another framing. */
import { framedWords } from '../../../shared/datasets/framed'
import type { Framing } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { picturesAhead, writeCache } from './cache'
import { checkCancelled } from '../../lib/cancel'
import type { Entry, Examples } from './example'
import { readExample } from './read'
import { inOrder } from '../../lib/order'
import type { WorkOptions } from '../../lib/progress'

/**
 * Decodes the images, in their order, into `cacheFile`.
 * @returns sha256 of the file
 * @throws StudioError not-found, naming the picture that has meanwhile gone or broken; disk-full; cancelled; what the
 *   source's `prepare` throws.
 */
export async function packImages(
  pictures: Examples,
  images: readonly Entry[],
  framing: Framing,
  cacheFile: string,
  { signal, progress }: WorkOptions = {}
): Promise<string> {
  pictures.decoder.warm()
  await pictures.source.prepare?.({ signal, progress })
  return writeCache(cacheFile, async append => {
    let done = 0
    for await (const pixels of inOrder(images, picturesAhead(framing), image =>
      pixelsOf(pictures, image, framing, signal)
    )) {
      await append(pixels)
      done++
      progress?.({ label: `Preparing pictures at ${framedWords(framing)}`, done, total: images.length })
    }
    checkCancelled(signal)
  })
}

/** One picture, or pair, of a dataset that was readable when it was imported. */
export async function pixelsOf(
  pictures: Examples,
  image: Entry,
  framing: Framing,
  signal?: AbortSignal
): Promise<Uint8Array> {
  checkCancelled(signal)
  const example = await readExample(pictures, image, framing, signal)
  if ('decoded' in example) return example.decoded.pixels
  const [{ path, reason } = { path: image.path, reason: '' }] = example.broken
  throw new StudioError(
    'not-found',
    `The picture “${path}” of “${pictures.source.name}” cannot be read any more. ${reason} Put it back, or ` +
      'import the dataset again without it.'
  )
}
