/** The headers of a Windows bitmap: sizes, palette, bit fields. */
import { UnreadablePicture } from '../source'

export interface BmpHeader {
  width: number
  height: number
  topDown: boolean
  bits: 1 | 4 | 8 | 16 | 24 | 32
  compression: 'none' | 'runs'
  /** Where the pixels begin, bytes from the file's start. */
  offset: number
  /** Red, green, blue, … */
  palette: Uint8Array
  /** Bit masks of the fields of a 16-, 24- or 32-bit pixel; alpha 0 where there is none. */
  masks: { red: number; green: number; blue: number; alpha: number }
}

const fileHeader = 14
const colours555 = { red: 0x7c00, green: 0x03e0, blue: 0x001f, alpha: 0 }
const colours888 = { red: 0xff0000, green: 0x00ff00, blue: 0x0000ff, alpha: 0 }

/** @throws UnreadablePicture */
export function readBmpHeader(bytes: Buffer, largestPicture: number): BmpHeader {
  if (bytes.length < fileHeader + 12) throw new UnreadablePicture('The file is cut short: its header is not complete.')
  const offset = bytes.readUInt32LE(10)
  const headerSize = bytes.readUInt32LE(14)
  const old = headerSize === 12
  if ((!old && headerSize < 40) || headerSize > 1024)
    throw new UnreadablePicture('It is a bitmap of a kind that is not read. Save it as PNG.')
  if (bytes.length < fileHeader + headerSize)
    throw new UnreadablePicture('The file is cut short: its header is not complete.')

  const width = old ? bytes.readUInt16LE(18) : bytes.readInt32LE(18)
  const signedHeight = old ? bytes.readUInt16LE(20) : bytes.readInt32LE(22)
  const height = Math.abs(signedHeight)
  const bits = bytes.readUInt16LE(old ? 24 : 28)
  const code = old ? 0 : bytes.readUInt32LE(30)
  if (width <= 0 || height === 0) throw new UnreadablePicture('The file is damaged: its width or height is zero.')
  if (width * height > largestPicture)
    throw new UnreadablePicture(
      `The picture is too large; up to ${Math.round(largestPicture / 1e6)} million pixels are read.`
    )
  if (bits !== 1 && bits !== 4 && bits !== 8 && bits !== 16 && bits !== 24 && bits !== 32)
    throw new UnreadablePicture(`It is a bitmap of ${bits} bits per pixel, which is not read. Save it as PNG.`)
  const fields = code === 3 || code === 6
  const runs = (code === 1 && bits === 8) || (code === 2 && bits === 4)
  if (code !== 0 && !runs && !(fields && (bits === 16 || bits === 32)))
    throw new UnreadablePicture(`It is a bitmap with a compression (${code}) that is not read. Save it as PNG.`)

  const masks = fields ? readMasks(bytes, headerSize, code === 6) : bits === 16 ? colours555 : colours888
  const paletteStart = fileHeader + headerSize + (fields && headerSize === 40 ? (code === 6 ? 16 : 12) : 0)
  const palette =
    bits > 8
      ? new Uint8Array(0)
      : readPalette(bytes.subarray(paletteStart, Math.max(paletteStart, offset)), old ? 3 : 4, 2 ** bits)
  return { width, height, topDown: signedHeight < 0, bits, compression: runs ? 'runs' : 'none', offset, palette, masks }
}

/** Masks follow a 40-byte header and are part of a longer one, at the same place. */
function readMasks(bytes: Buffer, headerSize: number, withAlpha: boolean): BmpHeader['masks'] {
  const at = fileHeader + 40
  const alpha = withAlpha || headerSize >= 56
  if (bytes.length < at + (alpha ? 16 : 12))
    throw new UnreadablePicture('The file is cut short: its header is not complete.')
  return {
    red: bytes.readUInt32LE(at),
    green: bytes.readUInt32LE(at + 4),
    blue: bytes.readUInt32LE(at + 8),
    alpha: alpha ? bytes.readUInt32LE(at + 12) : 0
  }
}

/** Entries are blue, green, red, and in newer files one byte more. */
function readPalette(bytes: Buffer, entrySize: 3 | 4, most: number): Uint8Array {
  const count = Math.min(most, Math.floor(bytes.length / entrySize))
  const palette = new Uint8Array(3 * count)
  for (let i = 0; i < count; i++) for (let c = 0; c < 3; c++) palette[3 * i + c] = bytes[entrySize * i + 2 - c] ?? 0
  return palette
}
