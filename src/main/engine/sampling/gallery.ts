/** What an epoch of a run shows: the pictures of its sheet, drawn by the training program. */
import type { ImageShape } from '../../../shared/domain'
import { stackRows } from '../../models/gallery'
import { pictureInput } from '../../models/sampling'
import { sheetKinds } from '../../models/sheets'
import type { Program, ProgramDefinition, TypedArray } from '../../tensors/program'
import type { InputRows, SamplePixels, TrainOrder } from '../protocol'
import { noiseFor } from './methods'

export interface GalleryOrder extends Pick<TrainOrder, 'sampleInputs' | 'sampleColumns' | 'sampleCount'> {
  /** Places of the plane that the discriminator is asked about, where the examples are points. */
  places?: Float32Array | null
  /** Training examples to be reconstructed or translated, as they are packed; null where latents alone are drawn. */
  pictures: Uint8Array | null
}

/** A training program, and what its methods declare. */
export interface Drawn {
  program: Program
  methods: ProgramDefinition['methods']
}

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
async function samples(
  { program, methods }: Drawn,
  shape: ImageShape,
  { sampleInputs, sampleColumns, sampleCount, places }: GalleryOrder
): Promise<SamplePixels> {
  if (places && methods.plane) return pointsOf(await program.run('plane', { ...sampleInputs, places }), shape)
  const { pixels, points } = await program.run('sample', sampleInputs)
  if (points) return pointsOf({ points }, shape)
  return {
    count: sampleCount,
    shape,
    pixels: drawn(pixels),
    ...(sampleColumns === undefined ? {} : { columns: sampleColumns })
  }
}

/** What was generated in the plane, and what the discriminator makes of it where that was asked. */
function pointsOf({ points, real, pull }: Record<string, TypedArray>, shape: ImageShape): SamplePixels {
  const floats = (values: TypedArray): Float32Array => Float32Array.from(values)
  return {
    count: (points?.length ?? 0) / 2,
    shape,
    pixels: new Uint8Array(),
    points: floats(points ?? new Float32Array()),
    ...(real && pull ? { plane: { real: floats(real), pull: floats(pull) } } : {})
  }
}

/** @param shape of one picture */
export async function drawGallery(
  sheetKind: string,
  from: Drawn,
  shape: ImageShape,
  order: GalleryOrder
): Promise<SamplePixels> {
  const { draw, traits } = sheetKinds.find(sheetKind)
  if (!draw) return samples(from, shape, order)
  const pictureBytes = bytesPerPicture(shape)
  const { sampleCount, sampleInputs, sampleColumns: columns = sampleCount / traits.rows } = order
  const rows = await draw({
    examples: examplesIn(order),
    pictureBytes,
    translate: (method, pictures, latents) =>
      translated(from, method, { ...(latents ? sampleInputs : {}), [pictureInput.key]: pictures }, pictureBytes),
    reconstruct: async pixels => drawn((await from.program.run('reconstruct', { pixels })).pixels)
  })
  return { count: sampleCount, shape, columns, pixels: stackRows(rows, columns, pictureBytes) }
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
