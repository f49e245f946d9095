/** The same colours for all frames of a film. */
import type { Raster } from '../../../drawing/sheet'
import { nearest, reduceColours, type Indexed, type Reducing } from './palette'

export interface SharedColours {
  /** Red, green, blue, …; 1 to 256 colours. */
  palette: Uint8Array
  /** Whether a picture is of a kind with those that they were taken from. */
  fits: (raster: Raster) => boolean
  /** @param dither how much of what a colour is off is made up for by the pixels beside it, 0 to 1 */
  reduce: (raster: Raster, dither: number) => Promise<Indexed>
}

/** Pixels from which colours are taken, of all pictures together: more would change little, and take longer. */
const mostPixels = 2 ** 18

/** @param pictures alike in size and channels @throws what `pictures` throws */
export async function sharedColours(
  pictures: AsyncIterable<Raster>,
  { reserved = 0 }: Reducing
): Promise<SharedColours> {
  const all: Raster[] = []
  for await (const picture of pictures) all.push(picture)
  const [first] = all
  if (!first || first.channels !== 3) return greysOf(first?.channels ?? 1, reserved)
  const { palette } = await reduceColours(sampleOf(all), { reserved })
  const nearestOf = nearestIn(palette)
  return {
    palette,
    fits: ({ channels }) => channels === 3,
    reduce: async ({ pixels, width, height }, dither) => ({
      width,
      height,
      palette,
      indexes: dither > 0 ? diffused({ pixels, width, height }, palette, nearestOf, dither) : each(pixels, nearestOf)
    })
  }
}

/** Grey pictures are exact, and have the same palette anyway. */
async function greysOf(channels: number, reserved: number): Promise<SharedColours> {
  const exact = (raster: Raster): Promise<Indexed> => reduceColours(raster, { reserved })
  const { palette } = await exact({ pixels: new Uint8Array(channels), width: 1, height: 1, channels })
  return { palette, fits: raster => raster.channels === channels, reduce: exact }
}

/** Evenly spread pixels of all of them, as one picture. */
function sampleOf(pictures: readonly Raster[]): Raster {
  const total = pictures.reduce((sum, { width, height }) => sum + width * height, 0)
  // Odd, so that it does not keep to columns.
  const stride = 2 * Math.ceil(Math.ceil(total / mostPixels) / 2) - 1
  const pixels: number[] = []
  for (const { pixels: own, width, height } of pictures)
    for (let at = 0; at < width * height; at += Math.max(1, stride))
      pixels.push(own[3 * at] ?? 0, own[3 * at + 1] ?? 0, own[3 * at + 2] ?? 0)
  return { pixels: Uint8Array.from(pixels), width: pixels.length / 3, height: 1, channels: 3 }
}

/** (red, green, blue) → the place of the nearest colour, found once for each that occurs. */
function nearestIn(palette: Uint8Array): (red: number, green: number, blue: number) => number {
  const known = new Int16Array(2 ** 24).fill(-1)
  return (red, green, blue) => {
    const key = (red << 16) | (green << 8) | blue
    const found = known[key] ?? -1
    if (found >= 0) return found
    return (known[key] = nearest(palette, [red, green, blue]))
  }
}

type Nearest = ReturnType<typeof nearestIn>

function each(rgb: Uint8Array, nearestOf: Nearest): Uint8Array {
  const indexes = new Uint8Array(rgb.length / 3)
  for (let i = 0; i < indexes.length; i++)
    indexes[i] = nearestOf(rgb[3 * i] ?? 0, rgb[3 * i + 1] ?? 0, rgb[3 * i + 2] ?? 0)
  return indexes
}

/** Levels that are carried on at most: what no colour of the palette can make up for would be for ever. */
const mostCarried = 12

const within = (least: number, most: number, value: number): number => Math.max(least, Math.min(most, value))

/** Floyd and Steinberg (1976): what a pixel is off goes to the right (7/16) and to the row below (3, 5 and 1/16). */
function diffused(
  { pixels, width, height }: Omit<Raster, 'channels'>,
  palette: Uint8Array,
  nearestOf: Nearest,
  share: number
): Uint8Array {
  const indexes = new Uint8Array(width * height)
  let [row, below] = [new Float32Array(3 * (width + 2)), new Float32Array(3 * (width + 2))]
  const wanted = [0, 0, 0]
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [from, at] = [3 * (y * width + x), 3 * (x + 1)]
      for (let c = 0; c < 3; c++)
        wanted[c] = within(
          0,
          255,
          Math.round((pixels[from + c] ?? 0) + within(-mostCarried, mostCarried, row[at + c] ?? 0))
        )
      const place = nearestOf(wanted[0] ?? 0, wanted[1] ?? 0, wanted[2] ?? 0)
      indexes[y * width + x] = place
      for (let c = 0; c < 3; c++) {
        const off = (share * ((wanted[c] ?? 0) - (palette[3 * place + c] ?? 0))) / 16
        row[at + 3 + c] = (row[at + 3 + c] ?? 0) + 7 * off
        below[at - 3 + c] = (below[at - 3 + c] ?? 0) + 3 * off
        below[at + c] = (below[at + c] ?? 0) + 5 * off
        below[at + 3 + c] = (below[at + 3 + c] ?? 0) + off
      }
    }
    ;[row, below] = [below, row]
    below.fill(0)
  }
  return indexes
}
