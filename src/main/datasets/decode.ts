/**
 * One picture of any format, size and colour becomes a square of pixels.
 * Content decides the format, not the extension; EXIF rotation is honoured; the first frame of an animation is taken;
 * colour profiles, CMYK and 16 bits become 8-bit sRGB; transparency lies on white, and `contain` pads with white alike.
 */
import { createHash } from 'node:crypto'
import { availableParallelism } from 'node:os'
import sharp, { type Metadata, type Sharp, type SharpOptions } from 'sharp'
import type { Framing } from '../../shared/domain'
import { decodeBmp, isBmp } from './bmp'
import { reasonFromContent, reasonFromDecoder } from './reasons'
import { UnreadablePicture, type Picture } from './source'

export interface Decoded {
  /** size × size × channels bytes. */
  pixels: Uint8Array
  /** Of the source, upright; of a half, the half's. */
  width: number
  height: number
  /** No pixel has a colour to speak of. */
  grey: boolean
  /** Of the file's bytes (or raw pixels): the same for exact copies. */
  hash: string
}

/** 268 million pixels, e.g. 16,384 × 16,384: beyond any camera, within a machine's memory. */
export const largestPicture = 2 ** 28

const formats = new Set(['jpeg', 'png', 'webp', 'gif', 'tiff', 'heif', 'avif'])
const white = { r: 255, g: 255, b: 255 }
/** Scans and JPEG rounding tint a grey picture by a few levels. */
const greyTolerance = 8
/** Beyond this aspect `cover` cuts before it scales: 30,000 × 1 would become millions of pixels wide. */
const extremeAspect = 16

// Pictures are small and many: one thread each, several side by side, nothing remembered between them.
sharp.concurrency(Math.max(1, Math.floor(availableParallelism() / 4)))
sharp.cache(false)
// Any text with “<svg” in it would be drawn as one.
sharp.block({ operation: ['VipsForeignLoadSvg'] })

/** A part of an upright picture, pixels. */
interface Region { left: number; top: number; width: number; height: number }

/** Pictures to decode side by side. */
export const picturesAtOnce = Math.min(32, Math.max(6, 2 * availableParallelism()))

/** @param half only that half of it, as wide as the other @throws UnreadablePicture with the reason as a sentence. */
export async function decodePicture(picture: Picture, framing: Framing, half?: 'left' | 'right'): Promise<Decoded> {
  const data = 'bytes' in picture ? picture.bytes : picture.pixels
  if (data.length === 0) throw new UnreadablePicture('The file is empty (0 bytes).')
  const hash = createHash('sha256').update(data).digest('base64')
  // Tens of thousands of small pictures that are as wanted already: the same pixels as below, in a hundredth of the time.
  if (half === undefined && 'pixels' in picture && picture.channels < 4 && picture.width === framing.size && picture.height === framing.size) {
    const { pixels, width, height, channels } = picture
    return { pixels: toChannels(pixels, channels, framing.channels), width, height, grey: channels === 1 || isGrey(pixels), hash }
  }
  try {
    const { image, width, height } = await openPicture(picture)
    const part = half ? halfOf(width, height, half) : { left: 0, top: 0, width, height }
    const { data: rgb, info } = await frame(image, part, framing, half !== undefined).raw().toBuffer({ resolveWithObject: true })
    const grey = info.channels < 3 || isGrey(rgb)
    return { pixels: toChannels(rgb, info.channels, framing.channels), width: part.width, height: part.height, grey, hash }
  } catch (error) {
    if (error instanceof UnreadablePicture) throw error
    throw new UnreadablePicture(reasonFromDecoder(error, data, largestPicture), { cause: error })
  }
}

async function openPicture(picture: Picture): Promise<{ image: Sharp; width: number; height: number }> {
  // 'error' stops at damaged and cut-short pixels, but lets odd metadata pass.
  const options: SharpOptions = { failOn: 'error', limitInputPixels: largestPicture, autoOrient: true }
  if ('pixels' in picture || isBmp(picture.bytes)) {
    const { pixels, width, height, channels } = 'pixels' in picture ? picture : decodeBmp(picture.bytes, largestPicture)
    return { image: sharp(pixels, { ...options, raw: { width, height, channels } }), width, height }
  }
  const image = sharp(picture.bytes, options)
  let metadata: Metadata
  try {
    metadata = await image.metadata()
  } catch (error) {
    throw new UnreadablePicture(reasonFromContent(picture.bytes) ?? reasonFromDecoder(error, picture.bytes, largestPicture), { cause: error })
  }
  if (!formats.has(metadata.format)) throw new UnreadablePicture(reasonFromContent(picture.bytes) ?? `Its content is ${metadata.format.toUpperCase()}, which is not read.`)
  const { width, height } = metadata.autoOrient
  return { image, width, height }
}

/** Of an odd width the middle column belongs to neither half. */
function halfOf(width: number, height: number, half: 'left' | 'right'): Region {
  const each = Math.floor(width / 2)
  if (each === 0) throw new UnreadablePicture('It is 1 pixel wide: it has no two halves.')
  return { left: half === 'left' ? 0 : width - each, top: 0, width: each, height }
}

/** Pictures that have the wanted size already keep their exact pixels. @param cut the part is not the whole */
function frame(image: Sharp, part: Region, { size, fit, position }: Framing, cut: boolean): Sharp {
  const extreme = fit === 'cover' && Math.max(part.width, part.height) / Math.min(part.width, part.height) > extremeAspect
  const kept = extreme ? middleOf(part, position === 'top') : part
  return (extreme || cut ? image.extract(kept) : image)
    .flatten({ background: white })
    .resize(size, size, {
      fit: fit === 'stretch' ? 'fill' : fit,
      position: position === 'attention' && fit === 'cover' ? sharp.strategy.attention : position === 'top' && fit === 'cover' ? 'top' : 'centre',
      background: white
    })
    .toColourspace('srgb')
    .removeAlpha()
}

function middleOf({ left, top, width, height }: Region, fromTop: boolean): Region {
  const side = Math.min(width, height)
  const keptWidth = Math.min(width, side * extremeAspect)
  const keptHeight = Math.min(height, side * extremeAspect)
  return { left: left + Math.floor((width - keptWidth) / 2), top: top + (fromTop ? 0 : Math.floor((height - keptHeight) / 2)), width: keptWidth, height: keptHeight }
}

function isGrey(rgb: Uint8Array): boolean {
  for (let i = 0; i + 2 < rgb.length; i += 3) {
    const r = rgb[i] ?? 0, g = rgb[i + 1] ?? 0, b = rgb[i + 2] ?? 0
    if (Math.max(r, g, b) - Math.min(r, g, b) > greyTolerance) return false
  }
  return true
}

/** Grey is luma after Rec. 601, as JPEG has it: a pixel with equal red, green and blue keeps its value. */
function toChannels(from: Uint8Array, have: number, want: 1 | 3): Uint8Array {
  if (have === want) return from
  const count = from.length / have
  const to = new Uint8Array(count * want)
  for (let i = 0; i < count; i++) {
    if (want === 1) to[i] = Math.round(0.299 * (from[i * have] ?? 0) + 0.587 * (from[i * have + 1] ?? 0) + 0.114 * (from[i * have + 2] ?? 0))
    else to.fill(from[i * have] ?? 0, 3 * i, 3 * i + 3)
  }
  return to
}
