/**
 * Windows bitmaps, which libvips does not read. Headers of 12 to 124 bytes; 1, 4, 8, 16, 24 and 32 bits a pixel;
 * uncompressed, bit fields, RLE8 and RLE4; bottom-up and top-down.
 */
import { readBmpHeader, type BmpHeader } from './bmp-header'
import { UnreadablePicture } from './source'

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
  if (header.bits > 8) return decodeTrueColour(bytes, header)
  const { width, height, palette } = header
  const indexes = header.compression === 'none' ? unpackIndexes(bytes, header) : unpackRuns(bytes, header)
  const pixels = new Uint8Array(width * height * 3)
  for (let i = 0; i < indexes.length; i++) {
    const colour = 3 * (indexes[i] ?? 0)
    // An index past the palette is black, as everywhere.
    pixels[3 * i] = palette[colour] ?? 0
    pixels[3 * i + 1] = palette[colour + 1] ?? 0
    pixels[3 * i + 2] = palette[colour + 2] ?? 0
  }
  return { pixels, width, height, channels: 3 }
}

/** Where row y (from the top) begins; each row fills up to 4 bytes. */
function rowStart(bytes: Buffer, { width, height, bits, offset, topDown }: BmpHeader): (y: number) => number {
  const stride = 4 * Math.ceil((width * bits) / 32)
  // Some writers leave out the last row's filling.
  if (offset + stride * (height - 1) + Math.ceil((width * bits) / 8) > bytes.length) throw new UnreadablePicture('The file is cut short: pixels are missing at its end.')
  return y => offset + stride * (topDown ? y : height - 1 - y)
}

function unpackIndexes(bytes: Buffer, header: BmpHeader): Uint8Array {
  const { width, height, bits } = header
  const start = rowStart(bytes, header)
  const indexes = new Uint8Array(width * height)
  const perByte = 8 / bits
  const mask = 2 ** bits - 1
  for (let y = 0; y < height; y++) {
    const row = start(y)
    for (let x = 0; x < width; x++) {
      const byte = bytes[row + Math.floor(x / perByte)] ?? 0
      indexes[y * width + x] = (byte >> (8 - bits * ((x % perByte) + 1))) & mask
    }
  }
  return indexes
}

/** RLE8 and RLE4: pairs of count and value; count 0 escapes to end of line, end of picture, a jump, or literal pixels. */
function unpackRuns(bytes: Buffer, { width, height, bits, offset, topDown }: BmpHeader): Uint8Array {
  const indexes = new Uint8Array(width * height)
  let at = offset, x = 0, y = 0
  const put = (index: number): void => {
    if (x < width && y < height) indexes[(topDown ? y : height - 1 - y) * width + x] = index
    x++
  }
  const nibble = (byte: number, i: number): number => (bits === 8 ? byte : i % 2 === 0 ? byte >> 4 : byte & 15)
  while (y < height) {
    const count = bytes[at], value = bytes[at + 1]
    if (count === undefined || value === undefined) throw new UnreadablePicture('The file is cut short: pixels are missing at its end.')
    at += 2
    if (count > 0) for (let i = 0; i < count; i++) put(nibble(value, i))
    else if (value === 0) { x = 0; y++ }
    else if (value === 1) break
    else if (value === 2) { x += bytes[at] ?? 0; y += bytes[at + 1] ?? 0; at += 2 }
    else {
      const length = bits === 8 ? value : Math.ceil(value / 2)
      for (let i = 0; i < value; i++) put(nibble(bytes[at + (bits === 8 ? i : i >> 1)] ?? 0, i))
      at += length + (length % 2)
    }
  }
  return indexes
}

function decodeTrueColour(bytes: Buffer, header: BmpHeader): Bitmap {
  const { width, height, bits, masks } = header
  const start = rowStart(bytes, header)
  const channels = masks.alpha ? 4 : 3
  const read = [masks.red, masks.green, masks.blue, ...(masks.alpha ? [masks.alpha] : [])].map(fieldReader)
  const pixels = new Uint8Array(width * height * channels)
  let to = 0
  for (let y = 0; y < height; y++) {
    let at = start(y)
    for (let x = 0; x < width; x++, at += bits / 8) {
      const value = bits === 16 ? bytes.readUInt16LE(at) : bits === 24 ? bytes.readUIntLE(at, 3) : bytes.readUInt32LE(at)
      for (const field of read) pixels[to++] = field(value)
    }
  }
  // Many writers declare an alpha field and leave it zero: that means opaque, not invisible.
  if (channels === 4 && !pixels.some((value, i) => i % 4 === 3 && value > 0)) for (let i = 3; i < pixels.length; i += 4) pixels[i] = 255
  return { pixels, width, height, channels }
}

/** Reads the bits under a mask, spread to 0…255. */
function fieldReader(mask: number): (value: number) => number {
  if (mask === 0) return () => 0
  const shift = 31 - Math.clz32(mask & -mask)
  const most = mask >>> shift
  return value => Math.round((((value & mask) >>> shift) * 255) / most)
}
