/** Pictures side by side in one lossless PNG, in their exact pixels: how samples are stored and shown. */
import type { ImageShape, Sheet } from '../../shared/domain'
import { StudioError } from '../../shared/errors'
import type { SamplePixels } from '../engine/protocol'

export interface SheetOptions {
  /** Default: the pictures' own where they have some, else ⌈√count⌉, near square. */
  columns?: number
  /** Black pixels between tiles. */
  gap?: number
}

/**
 * Tiles row by row, unused places black; grey pictures make a grey PNG.
 * @throws StudioError bad-input where there are no pictures, or the pixels do not fit count and shape.
 */
export async function encodeSheet(
  samples: SamplePixels,
  { columns = samples.columns ?? Math.ceil(Math.sqrt(samples.count)), gap = 0 }: SheetOptions = {}
): Promise<Sheet> {
  const [tileHeight, tileWidth, channels] = samples.shape
  const rows = Math.ceil(samples.count / columns)
  const png = await encodePixels({ ...layTiles(samples, columns, rows, gap), channels })
  return { png, tileWidth, tileHeight, columns, rows, count: samples.count }
}

/** A picture: height × width × channels bytes. */
export interface Raster {
  pixels: Uint8Array
  width: number
  height: number
  channels: number
}

/** As a PNG, grey where it has one channel. @throws StudioError bad-input for other than 1 and 3 channels */
export async function encodePixels({ pixels, width, height, channels }: Raster): Promise<Uint8Array<ArrayBuffer>> {
  if (channels !== 1 && channels !== 3)
    throw new StudioError('bad-input', `A sheet holds grey or colour pictures; these have ${channels} channels.`)
  // Loaded when it is wanted: most commands want no pictures.
  const { default: sharp } = await import('sharp')
  const image = sharp(pixels, { raw: { width, height, channels } })
  return new Uint8Array(await (channels === 1 ? image.toColourspace('b-w') : image).png({ palette: false }).toBuffer())
}

/** The pictures of a sheet again, exactly, from its pixels; a gap is found from its size. */
export function tilesOf(
  { tileWidth, tileHeight, columns, rows, count }: Omit<Sheet, 'png'>,
  { pixels: from, width, height, channels }: Raster
): SamplePixels {
  const gap =
    columns > 1
      ? (width - columns * tileWidth) / (columns - 1)
      : rows > 1
        ? (height - rows * tileHeight) / (rows - 1)
        : 0
  const each = tileHeight * tileWidth * channels
  const pixels = new Uint8Array(count * each)
  const shape: ImageShape = [tileHeight, tileWidth, channels]
  for (let i = 0; i < count; i++) {
    const left = (i % columns) * (tileWidth + gap),
      top = Math.floor(i / columns) * (tileHeight + gap)
    for (let y = 0; y < tileHeight; y++) {
      const start = ((top + y) * width + left) * channels
      pixels.set(from.subarray(start, start + tileWidth * channels), i * each + y * tileWidth * channels)
    }
  }
  return { count, shape, pixels }
}

/**
 * Copies pictures into a grid, row by row, the first columns × rows of them; places left over are black.
 * Gives height × width × channels bytes.
 */
export function layTiles(
  { count, shape, pixels }: SamplePixels,
  columns: number,
  rows: number,
  gap = 0
): { pixels: Uint8Array; width: number; height: number } {
  const [tileHeight, tileWidth, channels] = shape
  const row = tileWidth * channels
  if (count < 1 || columns < 1 || pixels.length !== count * tileHeight * row) {
    throw new StudioError(
      'bad-input',
      `${count} pictures of ${shape.join('×')} cannot be laid out from ${pixels.length} bytes in ${columns} columns.`
    )
  }
  const width = columns * tileWidth + (columns - 1) * gap
  const height = rows * tileHeight + (rows - 1) * gap
  const laid = { pixels: new Uint8Array(width * height * channels), width, height, channels }
  for (let i = 0; i < Math.min(count, columns * rows); i++) {
    layTile(
      laid,
      pixels.subarray(i * tileHeight * row),
      shape,
      (i % columns) * (tileWidth + gap),
      Math.floor(i / columns) * (tileHeight + gap)
    )
  }
  return { pixels: laid.pixels, width, height }
}

/** Copies one picture, the first of `pixels`, to a place on another. */
export function layTile(
  onto: Raster,
  pixels: Uint8Array,
  [height, width, channels]: ImageShape,
  left: number,
  top: number
): void {
  const row = width * channels
  for (let y = 0; y < height; y++)
    onto.pixels.set(pixels.subarray(y * row, (y + 1) * row), ((top + y) * onto.width + left) * channels)
}

/** Of RGBA, three channels. */
export const withoutAlpha = (rgba: Uint8Array): Uint8Array => rgba.filter((_, i) => i % 4 !== 3)
