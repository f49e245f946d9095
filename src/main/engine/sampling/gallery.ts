/** What an epoch of a run shows: the pictures of its sheet, drawn by the training program. */
import type { ImageShape, Run } from '../../../shared/domain'
import { unpaired } from '../../../shared/pairs'
import { stackRows } from '../../models/gallery'
import type { Program } from '../../tensors/program'
import type { SamplePixels, TrainOrder } from '../protocol'

export interface GalleryOrder extends Pick<
  TrainOrder,
  'sampleLatents' | 'sampleLabels' | 'sampleColumns' | 'sampleCount'
> {
  /** Training examples to be reconstructed or translated, as they are packed; null where latents alone are drawn. */
  pictures: Uint8Array | null
}

type Sheet = (program: Program, shape: ImageShape, order: GalleryOrder) => Promise<SamplePixels>

const bytesPerPicture = ([height, width, channels]: ImageShape): number => height * width * channels

/** @throws Error where an order brings none: a programming mistake */
function examplesIn({ pictures }: GalleryOrder): Uint8Array {
  if (!pictures) throw new Error('There are no training pictures to show.')
  return pictures
}

/** What the order's latents become. */
const samples: Sheet = async (program, shape, { sampleLatents, sampleLabels, sampleColumns, sampleCount }) => {
  const { pixels, points } = await program.run('sample', {
    latents: sampleLatents,
    ...(sampleLabels ? { labels: sampleLabels } : {})
  })
  if (points) return { count: sampleCount, shape, pixels: new Uint8Array(), points: Float32Array.from(points) }
  return {
    count: sampleCount,
    shape,
    pixels: Uint8Array.from(pixels ?? []),
    ...(sampleColumns === undefined ? {} : { columns: sampleColumns })
  }
}

/** Training pictures in rows, and below each row what became of them. */
const reconstructions: Sheet = async (program, shape, order) => {
  const { sampleCount, sampleColumns: columns = sampleCount / 2 } = order
  const originals = examplesIn(order)
  const { pixels } = await program.run('reconstruct', { pixels: originals })
  return {
    count: sampleCount,
    shape,
    columns,
    pixels: stackRows([originals, Uint8Array.from(pixels ?? [])], columns, bytesPerPicture(shape))
  }
}

/** Training pairs: rows of inputs, below each row what `sample` makes of them, and below that their targets. */
const translations: Sheet = async (program, shape, order) => {
  const { sampleCount, sampleLatents, sampleColumns: columns = sampleCount / 3 } = order
  const each = bytesPerPicture(shape)
  const { inputs, targets } = unpaired(examplesIn(order), each)
  const { pixels } = await program.run('sample', { latents: sampleLatents, conditions: inputs })
  return {
    count: sampleCount,
    shape,
    columns,
    pixels: stackRows([inputs, Uint8Array.from(pixels ?? []), targets], columns, each)
  }
}

const sheets: Record<Run['shows'], Sheet> = { samples, map: samples, reconstructions, translations }

/** @param shape of one picture */
export const drawGallery = (
  shows: Run['shows'],
  program: Program,
  shape: ImageShape,
  order: GalleryOrder
): Promise<SamplePixels> => sheets[shows](program, shape, order)
