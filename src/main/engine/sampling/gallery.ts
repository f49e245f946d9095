/** What an epoch of a run shows: the pictures of its sheet, drawn by the training program. */
import type { ImageShape, Run } from '../../../shared/domain'
import { unpaired } from '../../../shared/pairs'
import { stackRows } from '../../models/gallery'
import { pictureInput } from '../../models/sampling'
import type { Program, TypedArray } from '../../tensors/program'
import type { SamplePixels, TrainOrder } from '../protocol'

export interface GalleryOrder extends Pick<TrainOrder, 'sampleInputs' | 'sampleColumns' | 'sampleCount'> {
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

/** @throws Error where a method drew nothing: a programming mistake */
function drawn(pixels: TypedArray | undefined): Uint8Array {
  if (!pixels) throw new Error('The sampling method drew no pictures.')
  return Uint8Array.from(pixels)
}

/** What the order's inputs become. */
const samples: Sheet = async (program, shape, { sampleInputs, sampleColumns, sampleCount }) => {
  const { pixels, points } = await program.run('sample', sampleInputs)
  if (points) return { count: sampleCount, shape, pixels: new Uint8Array(), points: Float32Array.from(points) }
  return {
    count: sampleCount,
    shape,
    pixels: drawn(pixels),
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
    pixels: stackRows([originals, drawn(pixels)], columns, bytesPerPicture(shape))
  }
}

/** Training pairs: rows of inputs, below each row what `sample` makes of them, and below that their targets. */
const translations: Sheet = async (program, shape, order) => {
  const { sampleCount, sampleInputs, sampleColumns: columns = sampleCount / 3 } = order
  const each = bytesPerPicture(shape)
  const { inputs, targets } = unpaired(examplesIn(order), each)
  const { pixels } = await program.run('sample', { ...sampleInputs, [pictureInput.key]: inputs })
  return { count: sampleCount, shape, columns, pixels: stackRows([inputs, drawn(pixels), targets], columns, each) }
}

const sheets: Record<Run['shows'], Sheet> = { samples, map: samples, reconstructions, translations }

/** @param shape of one picture */
export const drawGallery = (
  shows: Run['shows'],
  program: Program,
  shape: ImageShape,
  order: GalleryOrder
): Promise<SamplePixels> => sheets[shows](program, shape, order)
