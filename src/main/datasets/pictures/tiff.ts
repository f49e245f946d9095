/**
 * TIFF files that libvips does not read, or reads as something else: floating point, CIE Lab, more bands than a picture
 * has colours. They are unpacked to 8-bit sRGB here; the rest of the way is that of every picture.
 */
import sharp, { type Metadata, type SharpOptions } from 'sharp'
import { UnreadablePicture } from '../source'
import { labToSrgb } from './lab'

/** height × width × channels bytes, upright. */
export interface Unpacked {
  pixels: Uint8Array
  width: number
  height: number
  channels: 1 | 3
}

const [photometric, cieLab, rgb] = [262, 8, 2]

/** Where the number lies that says what a TIFF's channels mean, bytes from its start; null: nowhere, or a BigTIFF. */
function photometricAt(bytes: Buffer): { at: number; little: boolean } | null {
  const little = bytes.toString('latin1', 0, 4) === 'II*\0'
  if (!little && bytes.toString('latin1', 0, 4) !== 'MM\0*') return null
  if (bytes.length < 8) return null
  const read16 = (at: number) => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at))
  const directory = little ? bytes.readUInt32LE(4) : bytes.readUInt32BE(4)
  if (directory + 2 > bytes.length) return null
  const entries = read16(directory)
  for (let i = 0; i < entries; i++) {
    const entry = directory + 2 + 12 * i
    if (entry + 12 > bytes.length) return null
    if (read16(entry) === photometric) return { at: entry + 8, little }
  }
  return null
}

/**
 * A TIFF of CIE Lab under the name of RGB, so that its bare numbers can be read; of 8 bits libvips takes Lab for a
 * packing of its own, of 16 bits for colours under the light of D65. Null: it is not one.
 */
export function withoutLab(bytes: Buffer): Buffer | null {
  const place = photometricAt(bytes)
  if (!place) return null
  const { at, little } = place
  if ((little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at)) !== cieLab) return null
  const copy = Buffer.from(bytes)
  if (little) copy.writeUInt16LE(rgb, at)
  else copy.writeUInt16BE(rgb, at)
  return copy
}

/** Whether a TIFF has to be unpacked here, by its header. @throws UnreadablePicture for numbers that are not read */
export function isUnusual({ format, depth, channels, bitsPerSample = 8 }: Metadata): boolean {
  if (format !== 'tiff') return false
  if (depth === 'float' && bitsPerSample < 32)
    throw new UnreadablePicture(`Its numbers are ${bitsPerSample}-bit floating point, which is not read. ${saveIt}`)
  if (depth !== 'uchar' && depth !== 'ushort' && depth !== 'float')
    throw new UnreadablePicture(
      `Its numbers are ${bitsPerSample}-bit ${kinds[depth] ?? depth}, which are not read. ${saveIt}`
    )
  return depth === 'float' || channels > 4
}
const saveIt = 'Save it with 8 or 16 bits per channel.'
const kinds: Record<string, string> = {
  char: 'whole numbers with a sign',
  short: 'whole numbers with a sign',
  int: 'whole numbers with a sign',
  uint: 'whole numbers',
  complex: 'complex numbers',
  double: 'floating point numbers',
  dpcomplex: 'complex numbers'
}

/** @param bytes as `withoutLab` left them */
export async function unpackLab(bytes: Buffer, { depth }: Metadata, options: SharpOptions): Promise<Unpacked> {
  const wide = depth === 'ushort'
  const { data, info } = await sharp(bytes, { ...options, ignoreIcc: true })
    .toColourspace(wide ? 'rgb16' : 'srgb')
    .raw({ depth: wide ? 'ushort' : 'uchar' })
    .toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  if (channels < 3) throw new UnreadablePicture('It says that it is CIE Lab, and has no three channels. It is damaged.')
  return { pixels: labToSrgb(data, wide ? 16 : 8, channels), width, height, channels: 3 }
}

/**
 * Floats as a display's levels: 1 is white. Where they reach beyond any highlight they are levels of 8 bits already, or
 * of 16.
 */
export async function unpackTiff(
  bytes: Buffer,
  { depth, channels }: Metadata,
  options: SharpOptions
): Promise<Unpacked> {
  const kept = channels < 3 ? 1 : 3
  const image = sharp(bytes, depth === 'float' ? { ...options, ignoreIcc: true } : options)
  if (depth !== 'float') {
    const { data, info } = await image.toColourspace('srgb').raw().toBuffer({ resolveWithObject: true })
    return { ...sizeOf(info), pixels: firstBands(data, info.channels, kept), channels: kept }
  }
  const { data, info } = await image
    // Each is what libvips takes such a file for already, so that nothing is converted.
    .toColourspace(kept === 1 ? 'b-w' : 'scrgb')
    .raw({ depth: 'float' })
    .toBuffer({ resolveWithObject: true })
  const floats = new Float32Array(data.buffer, data.byteOffset, data.length / 4)
  return { ...sizeOf(info), pixels: toLevels(firstBands(floats, info.channels, kept)), channels: kept }
}

const sizeOf = ({ width, height }: { width: number; height: number }) => ({ width, height })

function firstBands<T extends Uint8Array | Float32Array>(from: T, have: number, kept: number): T {
  if (have === kept) return from
  const count = from.length / have
  const to = (from instanceof Uint8Array ? new Uint8Array(count * kept) : new Float32Array(count * kept)) as T
  for (let i = 0; i < count; i++) for (let c = 0; c < kept; c++) to[i * kept + c] = from[i * have + c] ?? 0
  return to
}

/** Highlights of a photograph may be brighter than white; its levels are not this bright. */
const brightest = 16

function toLevels(floats: Float32Array): Uint8Array {
  let most = 0
  for (const value of floats) if (value > most) most = value
  const white = most <= brightest ? 1 : most <= 255 ? 255 : 65535
  // What is no number is black.
  return new Uint8Array(Uint8ClampedArray.from(floats, value => (255 * value) / white).buffer)
}
