/**
 * Windows bitmaps, which libvips does not read. Headers of 12 to 124 bytes; 1, 4, 8, 16, 24 and 32 bits per pixel;
 * uncompressed, bit fields, RLE8 and RLE4; bottom-up and top-down.
 */
import { readBmpHeader, type BmpHeader } from './bmp-header'
import { UnreadablePicture } from '../source'

export interface Bitmap {
  /** height × width × channels bytes. */
  pixels: Uint8Array
  width: number
  height: number
  channels: 3 | 4
}

export const isBmp = (bytes: Buffer): boolean => bytes.length >= 2 && bytes[0] === 0x42 && bytes[1] === 0x4d

/** @throws UnreadablePicture where the file is cut short, too large, or of a kind that is not read. */
export function decodeBmp(bytes: Buffer, largestPicture: number): Bitmap {
  const header = readBmpHeader(bytes, largestPicture)
  const { width, height, bits } = header
  if (bits > 8) return decodeTrueColour(bytes, header)
  const pixels = new Uint8Array(width * height * 3)
  if (header.compression === 'runs') unpackRuns(bytes, header, pixels)
  else unpackIndexes(bytes, header, pixels)
  return { pixels, width, height, channels: 3 }
}

/** Where row y (from the top) begins; each row fills up to 4 bytes. */
function rowStart(bytes: Buffer, { width, height, bits, offset, topDown }: BmpHeader): (y: number) => number {
  const stride = 4 * Math.ceil((width * bits) / 32)
  // Some writers leave out the last row's filling.
  if (offset + stride * (height - 1) + Math.ceil((width * bits) / 8) > bytes.length)
    throw new UnreadablePicture('The file is cut short: pixels are missing at its end.')
  return y => offset + stride * (topDown ? y : height - 1 - y)
}

/** Writes the palette's colours into height × width × 3 bytes. An index past the palette is black, as everywhere. */
function unpackIndexes(bytes: Buffer, header: BmpHeader, pixels: Uint8Array): void {
  const { width, height, bits, palette } = header
  const start = rowStart(bytes, header)
  const perByte = 8 / bits
  const mask = 2 ** bits - 1
  for (let y = 0, to = 0; y < height; y++) {
    const row = start(y)
    for (let x = 0; x < width; x++) {
      const byte = bytes[row + Math.floor(x / perByte)] ?? 0
      const colour = 3 * ((byte >> (8 - bits * ((x % perByte) + 1))) & mask)
      pixels[to++] = palette[colour] ?? 0
      pixels[to++] = palette[colour + 1] ?? 0
      pixels[to++] = palette[colour + 2] ?? 0
    }
  }
}

/**
 * RLE8 and RLE4: pairs of count and value; count 0 escapes to end of line, end of picture, a jump, or literal pixels.
 * What is jumped over has the palette's first colour.
 */
function unpackRuns(
  bytes: Buffer,
  { width, height, bits, offset, topDown, palette }: BmpHeader,
  pixels: Uint8Array
): void {
  const [red = 0, green = 0, blue = 0] = palette
  if (red + green + blue > 0)
    for (let i = 0; i < pixels.length; i += 3) {
      pixels[i] = red
      pixels[i + 1] = green
      pixels[i + 2] = blue
    }
  let at = offset,
    x = 0,
    y = 0
  const put = (index: number): void => {
    if (x < width && y < height) {
      const to = 3 * ((topDown ? y : height - 1 - y) * width + x)
      for (let c = 0; c < 3; c++) pixels[to + c] = palette[3 * index + c] ?? 0
    }
    x++
  }
  const nibble = (byte: number, i: number): number => (bits === 8 ? byte : i % 2 === 0 ? byte >> 4 : byte & 15)
  while (y < height) {
    const count = bytes[at],
      value = bytes[at + 1]
    if (count === undefined || value === undefined)
      throw new UnreadablePicture('The file is cut short: pixels are missing at its end.')
    at += 2
    if (count > 0) for (let i = 0; i < count; i++) put(nibble(value, i))
    else if (value === 0) {
      x = 0
      y++
    } else if (value === 1) break
    else if (value === 2) {
      x += bytes[at] ?? 0
      y += bytes[at + 1] ?? 0
      at += 2
    } else {
      const length = bits === 8 ? value : Math.ceil(value / 2)
      for (let i = 0; i < value; i++) put(nibble(bytes[at + (bits === 8 ? i : i >> 1)] ?? 0, i))
      at += length + (length % 2)
    }
  }
}

function decodeTrueColour(bytes: Buffer, header: BmpHeader): Bitmap {
  const { width, height, bits, masks } = header
  const start = rowStart(bytes, header)
  const channels = masks.alpha ? 4 : 3
  const pixels = new Uint8Array(width * height * channels)
  const read = [masks.red, masks.green, masks.blue, ...(masks.alpha ? [masks.alpha] : [])].map(fieldReader)
  for (let y = 0, to = 0; y < height; y++) {
    let at = start(y)
    if (bits === 24) {
      for (let x = 0; x < width; x++, at += 3) {
        pixels[to++] = bytes[at + 2] ?? 0
        pixels[to++] = bytes[at + 1] ?? 0
        pixels[to++] = bytes[at] ?? 0
      }
    } else {
      for (let x = 0; x < width; x++, at += bits / 8) {
        const value = bits === 16 ? bytes.readUInt16LE(at) : bytes.readUInt32LE(at)
        for (const field of read) pixels[to++] = field(value)
      }
    }
  }
  // Many writers declare an alpha field and leave it zero: that means opaque, not invisible.
  if (channels === 4 && isInvisible(pixels)) for (let i = 3; i < pixels.length; i += 4) pixels[i] = 255
  return { pixels, width, height, channels }
}

function isInvisible(rgba: Uint8Array): boolean {
  for (let i = 3; i < rgba.length; i += 4) if (rgba[i] !== 0) return false
  return true
}

/** Reads the bits under a mask, spread to 0…255. */
function fieldReader(mask: number): (value: number) => number {
  if (mask === 0) return () => 0
  const shift = 31 - Math.clz32(mask & -mask)
  const most = mask >>> shift
  return value => Math.round((((value & mask) >>> shift) * 255) / most)
}
