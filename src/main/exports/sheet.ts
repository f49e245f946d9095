/** Pictures side by side in one lossless PNG, in their exact pixels: how samples are stored and shown. */
import sharp from 'sharp'
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
export async function encodeSheet(samples: SamplePixels, { columns = samples.columns ?? Math.ceil(Math.sqrt(samples.count)), gap = 0 }: SheetOptions = {}): Promise<Sheet> {
  const [tileHeight, tileWidth, channels] = samples.shape
  const rows = Math.ceil(samples.count / columns)
  const { pixels, width, height } = layTiles(samples, columns, rows, gap)
  if (channels !== 1 && channels !== 3) throw new StudioError('bad-input', `A sheet holds grey or colour pictures; these have ${channels} channels.`)
  const image = sharp(pixels, { raw: { width, height, channels } })
  const png = await (channels === 1 ? image.toColourspace('b-w') : image).png({ palette: false }).toBuffer()
  return { png: new Uint8Array(png), tileWidth, tileHeight, columns, rows, count: samples.count }
}

/** The pictures of a sheet again, exactly; a gap is found from the PNG's size. */
export async function decodeSheet(sheet: Sheet): Promise<SamplePixels> {
  const { tileWidth, tileHeight, columns, rows, count } = sheet
  const image = sharp(sheet.png, { limitInputPixels: false })
  // Raw output widens grey to three channels unless told otherwise.
  const grey = (await image.metadata()).channels === 1
  const { data, info } = await image.toColourspace(grey ? 'b-w' : 'srgb').raw().toBuffer({ resolveWithObject: true })
  const gap = columns > 1 ? (info.width - columns * tileWidth) / (columns - 1) : rows > 1 ? (info.height - rows * tileHeight) / (rows - 1) : 0
  const { channels } = info
  const each = tileHeight * tileWidth * channels
  const pixels = new Uint8Array(count * each)
  const shape: ImageShape = [tileHeight, tileWidth, channels]
  for (let i = 0; i < count; i++) {
    const left = (i % columns) * (tileWidth + gap), top = Math.floor(i / columns) * (tileHeight + gap)
    for (let y = 0; y < tileHeight; y++) {
      const from = ((top + y) * info.width + left) * channels
      pixels.set(data.subarray(from, from + tileWidth * channels), i * each + y * tileWidth * channels)
    }
  }
  return { count, shape, pixels }
}

/**
 * Copies pictures into a grid, row by row, the first columns × rows of them; places left over are black.
 * Gives height × width × channels bytes.
 */
export function layTiles({ count, shape, pixels }: SamplePixels, columns: number, rows: number, gap = 0): { pixels: Uint8Array; width: number; height: number } {
  const [tileHeight, tileWidth, channels] = shape
  const row = tileWidth * channels
  if (count < 1 || columns < 1 || pixels.length !== count * tileHeight * row) {
    throw new StudioError('bad-input', `${count} pictures of ${shape.join('×')} cannot be laid out from ${pixels.length} bytes in ${columns} columns.`)
  }
  const width = columns * tileWidth + (columns - 1) * gap
  const height = rows * tileHeight + (rows - 1) * gap
  const laid = new Uint8Array(width * height * channels)
  for (let i = 0; i < Math.min(count, columns * rows); i++) {
    const left = (i % columns) * (tileWidth + gap), top = Math.floor(i / columns) * (tileHeight + gap)
    for (let y = 0; y < tileHeight; y++) {
      const from = (i * tileHeight + y) * row
      laid.set(pixels.subarray(from, from + row), ((top + y) * width + left) * channels)
    }
  }
  return { pixels: laid, width, height }
}
