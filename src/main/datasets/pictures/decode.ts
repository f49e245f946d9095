/**
 * One picture of any format, size and colour becomes one of so many pixels.
 * Content decides the format, not the extension; EXIF rotation is honoured; the first frame of an animation is taken;
 * colour profiles, CMYK and 16 bits become 8-bit sRGB; transparency lies on the framing's background (white where
 * it has none), and `contain` pads with it alike.
 * It runs in the decoder's process (decoder/main.ts).
 */
import { hash } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import sharp, { type Metadata, type Sharp, type SharpOptions } from 'sharp'
import { framedShape, keptFraming } from '../../../shared/datasets/framed'
import type { Framing } from '../../../shared/domain'
import { decodeBmp, isBmp } from './bmp'
import { readBmpHeader } from './bmp-header'
import { isGrey, toChannels } from './channels'
import { heicToPng } from './heic'
import { neededBytes, type Header } from '../decoder/needs'
import type { Decoded, Half, Pixels, Shrunk, Wanted } from '../decoder/protocol'
import { factsOf, lookOf, plainFacts } from './facts'
import type { FileFacts } from './file-facts'
import { frame, halfOf, isExtreme, white } from './frame'
import { cutShort, reasonFromContent, reasonFromDecoder } from './reasons'
import { readSmallPng, type SmallPng } from './small-png'
import { isUnusual, unpackLab, unpackTiff, withoutLab } from './tiff'
import { UnreadablePicture } from '../source'

/**
 * A picture in memory: an encoded file, where it has one of its own in which state that was, or pixels of 8 bits per
 * channel, row major.
 */
export type Loaded =
  | { bytes: Buffer; state?: string | null }
  | { pixels: Uint8Array; width: number; height: number; channels: 1 | 3 }

/**
 * Told how many bytes decoding is going to take beside the file's, before it does; what it throws comes of the
 * decoding.
 */
export type Admit = (bytes: number, header: Header) => void

/** 268 million pixels, e.g. 16,384 × 16,384: beyond any camera. */
export const largestPicture = 2 ** 28

const formats = new Set(['jpeg', 'png', 'webp', 'gif', 'tiff', 'heif', 'avif'])

// Pictures are small and many: one thread each, several side by side, nothing remembered between them.
sharp.concurrency(1)
sharp.cache(false)
// Only these are ever asked to read anything: any text with “<svg” in it would be drawn as a picture.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({ operation: ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Tiff', 'Heif'].map(format => `VipsForeignLoad${format}`) })

/**
 * @param half only that half of it, as wide as the other
 * @throws UnreadablePicture with the reason as a sentence; what `admit` throws
 */
export async function decodePicture(
  picture: Loaded,
  framing: Framing,
  half?: Half,
  admit: Admit = () => {}
): Promise<Decoded> {
  const data = 'bytes' in picture ? picture.bytes : picture.pixels
  if (data.length === 0) throw new UnreadablePicture('The file is empty (0 bytes).', { flaw: 'empty' })
  const ready = half === undefined && framing.fit !== 'crops' ? readyPixels(picture, framing) : null
  if (ready) {
    const { pixels, width, height, channels, facts } = ready
    return {
      pixels: toChannels(pixels, channels, framing.channels),
      width,
      height,
      grey: channels === 1 || isGrey(pixels),
      hash: hashOf(data),
      facts,
      look: lookOf(pixels, [height, width, channels]),
      state: stateIn(picture)
    }
  }
  return readably(data, async () => {
    const opened = await openPicture(picture, header =>
      admit(neededBytes(header, keptFraming(framing), half !== undefined || isExtreme(header, framing)), header)
    )
    const { width, height } = opened
    const part = half ? halfOf(width, height, half) : { left: 0, top: 0, width, height }
    const { data: rgb, info } = await toSrgb(opened, frame(opened.image, part, framing, half !== undefined))
      .raw()
      .toBuffer({ resolveWithObject: true })
    const grey = info.channels < 3 || isGrey(rgb)
    const [framedHeight, framedWidth] = framedShape(framing)
    return {
      pixels: toChannels(rgb, info.channels, framing.channels),
      width: part.width,
      height: part.height,
      grey,
      hash: hashOf(data),
      facts: opened.facts,
      look: lookOf(rgb, [framedHeight, framedWidth, info.channels]),
      state: stateIn(picture)
    }
  })
}

/**
 * Of small pictures that are as wanted already, by the tens of thousands: the same pixels as the decoder's, in a
 * tenth of the time. Null of all others.
 */
function readyPixels(picture: Loaded, framing: Framing): (SmallPng & { facts: FileFacts }) | null {
  const [height, width] = framedShape(framing)
  const found = 'pixels' in picture ? picture : readSmallPng(picture.bytes, width, height)
  if (found?.width !== width || found.height !== height) return null
  return { ...found, facts: plainFacts('pixels' in picture ? '' : 'png', found.channels) }
}

/**
 * A picture in its own pixels; a grey one keeps its one channel.
 * @param size what it has to be, where that is known
 * @throws as `decodePicture`
 */
export async function readPixels(
  bytes: Buffer,
  size: { width: number; height: number } | null,
  admit: Admit = () => {}
): Promise<Pixels> {
  return readably(bytes, async () => {
    const { image, width, height, grey } = await openPicture({ bytes }, header =>
      admit(neededBytes(header, null, false), header)
    )
    if (size && (width !== size.width || height !== size.height))
      throw new UnreadablePicture(`It has ${width} × ${height} pixels instead of ${size.width} × ${size.height}.`)
    const { data: pixels, info } = await image
      .toColourspace(grey ? 'b-w' : 'srgb')
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true })
    return { pixels, width, height, channels: info.channels }
  })
}

/**
 * A picture uncut and upright, 8-bit grey or sRGB, on white where it is transparent; shrunk where its longer side is
 * longer than wanted.
 * @throws as `decodePicture`
 */
export async function readWhole(
  bytes: Buffer,
  { channels, longest, frame: page }: Wanted,
  admit: Admit = () => {}
): Promise<Shrunk> {
  if (bytes.length === 0) throw new UnreadablePicture('The file is empty (0 bytes).', { flaw: 'empty' })
  return readably(bytes, async () => {
    const opened = await openPicture({ bytes }, header => admit(neededBytes(header, null, false), header), page)
    const image = opened.image
      .flatten({ background: white })
      .resize(longest, longest, { fit: 'inside', withoutEnlargement: true })
    const { data, info } = await toSrgb(opened, image).raw().toBuffer({ resolveWithObject: true })
    return {
      pixels: toChannels(data, info.channels, channels),
      width: info.width,
      height: info.height,
      channels,
      format: opened.facts.format,
      frames: opened.facts.frames,
      from: { width: opened.width, height: opened.height }
    }
  })
}

const stateIn = (picture: Loaded): string | null => ('bytes' in picture && picture.state) || null

const hashOf = (data: Uint8Array): string => hash('sha256', data, 'base64')

/** Puts what a decoder says into a sentence; what is none of its errors passes. */
async function readably<T>(data: Uint8Array, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof UnreadablePicture || error instanceof NotNow) throw error
    throw unreadable(error, data)
  }
}

function unreadable(error: unknown, data: Uint8Array): UnreadablePicture {
  const reason = reasonFromDecoder(error, data, largestPicture)
  return new UnreadablePicture(reason, { cause: error, flaw: reason === cutShort ? 'truncated' : 'unreadable' })
}

/** What `admit` throws where a picture's memory cannot be had at once. */
export class NotNow extends Error {
  override name = 'NotNow'
  constructor(readonly bytes: number) {
    super('Not now.')
  }
}

/** A picture that is about to be read. */
interface Opened {
  image: Sharp
  /** Upright. */
  width: number
  height: number
  grey: boolean
  facts: FileFacts
  /**
   * The image is in the colours of its own profile still. Of 8 bits the decoder makes sRGB at once; 16 bits it would
   * take through Display P3 and call that sRGB, and a grey profile it would pass over.
   */
  profiled?: boolean
}

/** @param page of a file that holds several */
async function openPicture(picture: Loaded, admit: (header: Header) => void, page = 0): Promise<Opened> {
  // 'error' stops at damaged and cut-short pixels, but lets odd metadata pass.
  const options: SharpOptions = { failOn: 'error', limitInputPixels: largestPicture, autoOrient: true, page }
  if ('pixels' in picture) {
    const { pixels, width, height, channels } = picture
    return {
      image: sharp(pixels, { ...options, raw: { width, height, channels } }),
      width,
      height,
      grey: channels === 1,
      facts: plainFacts('', channels)
    }
  }
  if (isBmp(picture.bytes)) return openBitmap(picture.bytes, options, admit)
  const lab = withoutLab(picture.bytes)
  const bytes = lab ?? picture.bytes
  let metadata: Metadata
  try {
    metadata = await sharp(bytes, options).metadata()
  } catch (error) {
    const reason = reasonFromContent(picture.bytes)
    throw reason === null ? unreadable(error, picture.bytes) : new UnreadablePicture(reason, { cause: error })
  }
  if (!formats.has(metadata.format))
    throw new UnreadablePicture(
      reasonFromContent(picture.bytes) ?? `Its content is ${metadata.format.toUpperCase()}, which is not read.`
    )
  if (metadata.compression === 'hevc') {
    admit({ ...metadata, format: 'heic' })
    const opened = await openPicture({ bytes: await heicToPng(bytes, metadata.icc) }, admit)
    return { ...opened, facts: { ...factsOf(metadata), format: 'heic' } }
  }
  if (isUnusual(metadata) || lab) {
    admit({ ...metadata, unpacked: true })
    const { pixels, ...raw } = await (lab ? unpackLab : unpackTiff)(bytes, metadata, options)
    const facts = lab ? { ...factsOf(metadata), colour: 'lab' as const } : factsOf(metadata)
    return { image: sharp(pixels, { raw }), width: raw.width, height: raw.height, grey: raw.channels === 1, facts }
  }
  admit(metadata)
  const { width, height } = metadata.autoOrient
  const profiled = metadata.hasProfile && (metadata.space === 'rgb16' || metadata.space === 'grey16')
  const image = sharp(bytes, { ...options, ignoreIcc: profiled })
  return { image, width, height, grey: metadata.channels < 3, facts: factsOf(metadata), profiled }
}

/** Colours as 8-bit sRGB, without transparency. */
function toSrgb({ profiled, grey }: Opened, image: Sharp): Sharp {
  const plain = image.removeAlpha()
  return profiled ? plain.toColourspace(grey ? 'b-w' : 'srgb').withIccProfile('srgb') : plain.toColourspace('srgb')
}

async function openBitmap(bytes: Buffer, options: SharpOptions, admit: (header: Header) => void): Promise<Opened> {
  const { width, height, masks } = readBmpHeader(bytes, largestPicture)
  admit({ format: 'bmp', width, height, channels: masks.alpha ? 4 : 3 })
  // It is unpacked on this very thread: what has to be said before is said now.
  await nextTurn()
  const { pixels, channels } = decodeBmp(bytes, largestPicture)
  return {
    image: sharp(pixels, { ...options, raw: { width, height, channels } }),
    width,
    height,
    grey: false,
    facts: { ...plainFacts('bmp', 3), transparent: channels === 4 }
  }
}
