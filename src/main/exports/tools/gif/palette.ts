/** Pictures of at most 256 colours, for GIF. */
import { StudioError } from '../../../../shared/errors'
import type { Raster } from '../../../drawing/sheet'

/** A picture as places in its own palette. */
export interface Indexed {
  width: number
  height: number
  /** height × width. */
  indexes: Uint8Array
  /** Red, green, blue, …; 1 to 256 colours. */
  palette: Uint8Array
}

/** How colours are reduced. */
export interface Reducing {
  /** 2: black and white are among the colours. */
  reserved?: number
  /** How much of what a colour is off the pixels beside it make up for, 0 to 1; its grain moves in every frame. */
  dither?: number
}

/**
 * Grey pictures and those of 256 colours or fewer stay exact; others are reduced by libimagequant. Of 25 portraits of
 * 64×64 an effort of 3 takes 62 ms and comes to 33.4 dB, 4 takes 96 and comes to 33.6, 5 to 281 and 33.8, 7 to 665 and
 * 33.9.
 */
export async function reduceColours(
  { pixels, width, height, channels }: Raster,
  { reserved = 0, dither = 0 }: Reducing = {}
): Promise<Indexed> {
  if (channels === 1) return { width, height, indexes: pixels, palette: greys }
  if (channels !== 3)
    throw new StudioError('bad-input', `A GIF is made of grey or colour pictures; these have ${channels} channels.`)
  const exact = indexColours(pixels)
  if (exact) return { width, height, ...withGreys(exact, reserved) }
  const { default: sharp } = await import('sharp')
  const reduced = await sharp(pixels, { raw: { width, height, channels: 3 } })
    .png({ palette: true, colours: 256, quality: 100, effort: 3, dither, compressionLevel: 0 })
    .toBuffer()
  const indexed = indexColours(await sharp(reduced).toColourspace('srgb').removeAlpha().raw().toBuffer())
  if (!indexed) throw new StudioError('internal', 'A frame kept more than 256 colours.')
  return { width, height, ...withGreys(indexed, reserved) }
}

/**
 * Black and white join the colours where they were asked for. Where there is no room, the colours of the fewest pixels
 * make some, and those pixels take the colours next to theirs.
 */
function withGreys<T extends Pick<Indexed, 'palette' | 'indexes'>>(indexed: T, reserved: number): T {
  if (reserved === 0) return indexed
  const { palette, indexes } = indexed
  const count = palette.length / 3
  const uses = new Uint32Array(count)
  for (const place of indexes) uses[place] = (uses[place] ?? 0) + 1
  const places = Array.from({ length: count }, (_, place) => place).toSorted((a, b) => (uses[b] ?? 0) - (uses[a] ?? 0))
  const kept = places.slice(0, 256 - reserved)
  const colours = Uint8Array.from([...kept.flatMap(place => [...colourAt(palette, place)]), 0, 0, 0, 255, 255, 255])
  const moved = Uint8Array.from(places.keys(), place => {
    const own = kept.indexOf(place)
    return own >= 0 ? own : nearest(colours.subarray(0, 3 * kept.length), colourAt(palette, place))
  })
  return { ...indexed, palette: colours, indexes: indexes.map(place => moved[place] ?? 0) }
}

const colourAt = (palette: Uint8Array, place: number): Uint8Array => palette.subarray(3 * place, 3 * place + 3)

/** The place of the colour that is nearest to a grey of such a level. */
export const nearestTo = (palette: Uint8Array, level: number): number =>
  nearest(palette, Uint8Array.of(level, level, level))

/** The place of the colour that is nearest to this one. A plain loop: it is asked for millions of pixels. */
export function nearest(palette: Uint8Array, [red = 0, green = 0, blue = 0]: Iterable<number>): number {
  let [place, least] = [0, Infinity]
  for (let i = 0, at = 0; at < palette.length; i++, at += 3) {
    const r = (palette[at] ?? 0) - red
    const g = (palette[at + 1] ?? 0) - green
    const b = (palette[at + 2] ?? 0) - blue
    const distance = r * r + g * g + b * b
    if (distance < least) {
      place = i
      least = distance
    }
  }
  return place
}

const greys = Uint8Array.from({ length: 768 }, (_, i) => Math.floor(i / 3))

/** Null where there are more than 256 colours. */
function indexColours(rgb: Uint8Array): { indexes: Uint8Array; palette: Uint8Array } | null {
  const places = new Map<number, number>()
  const indexes = new Uint8Array(rgb.length / 3)
  for (let i = 0; i < indexes.length; i++) {
    const colour = ((rgb[3 * i] ?? 0) << 16) | ((rgb[3 * i + 1] ?? 0) << 8) | (rgb[3 * i + 2] ?? 0)
    let place = places.get(colour)
    if (place === undefined) {
      if (places.size === 256) return null
      place = places.size
      places.set(colour, place)
    }
    indexes[i] = place
  }
  const palette = new Uint8Array(3 * places.size)
  for (const [colour, place] of places) palette.set([colour >> 16, (colour >> 8) & 255, colour & 255], 3 * place)
  return { indexes, palette }
}
