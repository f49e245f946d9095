/** Builds the cache of an imported dataset under another framing. */
import type { Framing } from '../../shared/domain'
import { StudioError } from '../../shared/errors'
import { writeCache } from './cache'
import { checkCancelled } from './cancel'
import { decodePicture, picturesAtOnce } from './decode'
import type { ImageEntry } from './import'
import { inOrder } from './order'
import { UnreadablePicture, type Source, type WorkOptions } from './source'

/**
 * Decodes the images, in their order, into `cacheFile`.
 * @throws StudioError not-found, naming the picture that has meanwhile gone or broken; disk-full; cancelled; what the source's `prepare` throws.
 */
export async function packImages(source: Source, images: readonly Pick<ImageEntry, 'path'>[], framing: Framing, cacheFile: string, { signal, progress }: WorkOptions = {}): Promise<void> {
  await source.prepare?.({ signal, progress })
  await writeCache(cacheFile, async append => {
    let done = 0
    for await (const pixels of inOrder(images, picturesAtOnce, ({ path }) => pixelsOf(source, path, framing, signal))) {
      await append(pixels)
      done++
      progress?.({ label: `Preparing pictures at ${framing.size}×${framing.size}`, done, total: images.length })
    }
    checkCancelled(signal)
  })
}

/** One picture of a dataset that was readable when it was imported. */
export async function pixelsOf(source: Source, path: string, framing: Framing, signal?: AbortSignal): Promise<Uint8Array> {
  checkCancelled(signal)
  try {
    return (await decodePicture(await source.read(path), framing)).pixels
  } catch (error) {
    if (!(error instanceof UnreadablePicture)) throw error
    throw new StudioError('not-found', `The picture “${path}” of “${source.name}” cannot be read any more. ${error.message} Put it back, or import the dataset again without it.`, { cause: error })
  }
}
