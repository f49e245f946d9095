/** Builds the cache of an imported dataset under another framing. */
import type { Framing, Pairing } from '../../shared/domain'
import { StudioError } from '../../shared/errors'
import { writeCache } from './cache'
import { checkCancelled } from './cancel'
import { picturesAtOnce } from './decode'
import { readExample, type Entry } from './example'
import { inOrder } from './order'
import type { Source, WorkOptions } from './source'

/** What an imported dataset's pictures come from, and how they are paired. */
export interface Pictures { source: Source; pairing: Pairing | null }

/**
 * Decodes the images, in their order, into `cacheFile`.
 * @returns sha256 of the file
 * @throws StudioError not-found, naming the picture that has meanwhile gone or broken; disk-full; cancelled; what the source's `prepare` throws.
 */
export async function packImages(pictures: Pictures, images: readonly Entry[], framing: Framing, cacheFile: string, { signal, progress }: WorkOptions = {}): Promise<string> {
  await pictures.source.prepare?.({ signal, progress })
  return writeCache(cacheFile, async append => {
    let done = 0
    for await (const pixels of inOrder(images, picturesAtOnce, image => pixelsOf(pictures, image, framing, signal))) {
      await append(pixels)
      done++
      progress?.({ label: `Preparing pictures at ${framing.size}×${framing.size}`, done, total: images.length })
    }
    checkCancelled(signal)
  })
}

/** One picture, or pair, of a dataset that was readable when it was imported. */
export async function pixelsOf({ source, pairing }: Pictures, image: Entry, framing: Framing, signal?: AbortSignal): Promise<Uint8Array> {
  checkCancelled(signal)
  const example = await readExample(source, image, framing, pairing)
  if ('decoded' in example) return example.decoded.pixels
  const [{ path, reason } = { path: image.path, reason: '' }] = example.broken
  throw new StudioError('not-found', `The picture “${path}” of “${source.name}” cannot be read any more. ${reason} Put it back, or import the dataset again without it.`)
}
