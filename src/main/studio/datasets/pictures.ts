/** A dataset's pictures one by one: found by name, and shown as they are. */
import { stat } from 'node:fs/promises'
import type { Dataset } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import type { Handlers, Output } from '../../../shared/ipc'
import { openSource, previewImages, UnreadablePicture, type Picture, type PictureDecoder } from '../../datasets'
import { encodePixels } from '../../drawing/sheet'
import { systemPath } from '../../lib/file-names'
import type { Context } from '../context'
import { checkFraming } from '../training/preparation'

type Names = 'previewPictures' | 'findPictures' | 'datasetPictures' | 'originalPicture'

/** Of a picture that is shown by itself: pixels of its longer side. */
const longest = 1024

export function pictureHandlers({ store, decoder }: Context): Pick<Handlers, Names> {
  return {
    previewPictures: async ({ dataset: id, framing, places }) => {
      const dataset = withPictures(store.datasets.get(id))
      const wanted = framing ?? dataset.framing
      checkFraming(dataset, wanted)
      const found = new Map(store.exclusions.pictures(id, places).map(picture => [picture.place, picture]))
      const images = places.map(place => found.get(place) ?? missing(dataset, place))
      const cache = store.datasets.cache(id, wanted)
      return previewImages(
        { source: openSource(dataset.kind, dataset.origin), pairing: dataset.pairing, decoder },
        images,
        wanted,
        cache ? { file: cache.path, framing: wanted, places } : undefined
      )
    },

    findPictures: async ({ dataset: id, search, only }) => {
      store.datasets.get(id)
      const found = store.exclusions.find(id, { search, only })
      const counts = new Map<number, number>()
      for (const { label } of found) counts.set(label, (counts.get(label) ?? 0) + 1)
      return {
        places: found.map(({ place }) => place),
        groups: [...counts].map(([label, count]) => ({ label, count }))
      }
    },

    datasetPictures: async ({ dataset, places }) => {
      store.datasets.get(dataset)
      return store.exclusions.pictures(dataset, places)
    },

    originalPicture: async ({ dataset: id, place }) => {
      const dataset = withPictures(store.datasets.get(id))
      const [picture] = store.exclusions.pictures(id, [place])
      const { path, width, height } = picture ?? missing(dataset, place)
      try {
        const found = await openSource(dataset.kind, dataset.origin).locate(path)
        return await original(decoder, found, { grey: dataset.grey, width, height })
      } catch (error) {
        if (error instanceof UnreadablePicture)
          throw new StudioError('not-readable', `“${path}” of "${dataset.name}" cannot be shown. ${error.message}`, {
            cause: error
          })
        throw error
      }
    }
  }
}

async function original(
  decoder: PictureDecoder,
  picture: Picture,
  known: { grey: boolean; width: number; height: number }
): Promise<Output<'originalPicture'>> {
  const channels = known.grey ? 1 : 3
  if ('shape' in picture && picture.shape) {
    const { width, height } = picture.shape
    const size = Math.max(4, width, height)
    // Pixels that are no file are squares or nearly: shown as a square, they are shown whole.
    const { pixels } = await decoder.decode(picture, { size, channels, fit: 'contain', position: 'centre' })
    const png = await encodePixels({ pixels, width: size, height: size, channels })
    return { png, width, height, format: null, bytes: null }
  }
  const { pixels, width, height, format, from } = await decoder.whole(picture, { channels, longest })
  return {
    png: await encodePixels({ pixels, width, height, channels }),
    ...from,
    format: formatWords(format),
    bytes: 'file' in picture ? (await stat(systemPath(picture.file))).size : 'length' in picture ? picture.length : null
  }
}

/** As people write it. What is called HEIF and is no HEIC is AVIF. */
function formatWords(format: string): string {
  const names: Record<string, string> = { heif: 'AVIF', webp: 'WebP' }
  return names[format] ?? format.toUpperCase()
}

/** @throws StudioError conflict for points */
export function withPictures(dataset: Dataset): Dataset {
  if (dataset.examples.scatter)
    throw new StudioError(
      'conflict',
      `"${dataset.name}" holds ${dataset.examples.many}, which are not shown one by one.`
    )
  return dataset
}

/** @throws StudioError bad-input, always */
function missing({ name, imageCount, examples: { many, one } }: Dataset, place: number): never {
  throw new StudioError('bad-input', `"${name}" has ${imageCount} ${many}; there is no ${one} number ${place + 1}.`)
}
