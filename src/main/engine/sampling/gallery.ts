/** What an epoch of a run shows: the pictures of its sheet, drawn by the training program. */
import type { ImageShape, Run } from '../../../shared/domain'
import { unpaired } from '../../../shared/pairs'
import { stackRows } from '../../models/gallery'
import { pictureInput } from '../../models/sampling'
import type { Program, ProgramDefinition, TypedArray } from '../../tensors/program'
import type { InputRows, SamplePixels, TrainOrder } from '../protocol'
import { noiseFor } from './methods'

export interface GalleryOrder extends Pick<TrainOrder, 'sampleInputs' | 'sampleColumns' | 'sampleCount'> {
  /** Training examples to be reconstructed or translated, as they are packed; null where latents alone are drawn. */
  pictures: Uint8Array | null
}

/** A training program, and what its methods declare. */
export interface Drawn {
  program: Program
  methods: ProgramDefinition['methods']
}

type Sheet = (drawn: Drawn, shape: ImageShape, order: GalleryOrder) => Promise<SamplePixels>

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
const samples: Sheet = async ({ program }, shape, { sampleInputs, sampleColumns, sampleCount }) => {
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
const reconstructions: Sheet = async ({ program }, shape, order) => {
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
const translations: Sheet = async (from, shape, order) => {
  const { sampleCount, sampleInputs, sampleColumns: columns = sampleCount / 3 } = order
  const each = bytesPerPicture(shape)
  const { inputs, targets } = unpaired(examplesIn(order), each)
  const generated = await translated(from, 'sample', { ...sampleInputs, [pictureInput.key]: inputs }, each)
  return { count: sampleCount, shape, columns, pixels: stackRows([inputs, generated, targets], columns, each) }
}

/**
 * Pictures of one domain and then as many of the other: rows of each, below them what they were translated to, and what
 * came back.
 */
const cycles: Sheet = async (from, shape, order) => {
  const { sampleCount, sampleColumns: columns = sampleCount / 6 } = order
  const each = bytesPerPicture(shape)
  const pictures = examplesIn(order)
  const [a, b] = [pictures.subarray(0, pictures.length / 2), pictures.subarray(pictures.length / 2)]
  const go = (inputs: Uint8Array, method: 'sample' | 'back'): Promise<Uint8Array> =>
    translated(from, method, { [pictureInput.key]: inputs }, each)
  const [b1, a1] = [await go(a, 'sample'), await go(b, 'back')]
  const [a2, b2] = [await go(b1, 'back'), await go(a1, 'sample')]
  return { count: sampleCount, shape, columns, pixels: stackRows([a, b1, a2, b, a1, b2], columns, each) }
}

/** In as many calls as it takes: some models translate one picture at a time. @param each bytes of a picture */
async function translated(
  { program, methods }: Drawn,
  method: string,
  rows: InputRows,
  each: number
): Promise<Uint8Array> {
  const declared = methods[method]?.inputs ?? {}
  const count = (rows[pictureInput.key]?.length ?? 0) / each
  const some = declared[pictureInput.key]?.shape[0] ?? count
  const generated = new Uint8Array(count * each)
  for (let first = 0; first < count; first += some) {
    const own = Object.fromEntries(
      Object.entries(rows)
        .filter(([key]) => key in declared)
        .map(([key, values]) => [
          key,
          values.slice((first * values.length) / count, ((first + some) * values.length) / count)
        ])
    )
    const { pixels } = await program.run(method, { ...own, ...noiseFor(declared, own) })
    generated.set(drawn(pixels), first * each)
  }
  return generated
}

const sheets: Record<Run['sheetKind'], Sheet> = { samples, map: samples, reconstructions, translations, cycles }

/** @param shape of one picture */
export const drawGallery = (
  sheetKind: Run['sheetKind'],
  from: Drawn,
  shape: ImageShape,
  order: GalleryOrder
): Promise<SamplePixels> => sheets[sheetKind](from, shape, order)
