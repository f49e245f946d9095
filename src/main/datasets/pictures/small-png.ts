/**
 * Small plain PNG, read without a decoder's set-up, which costs ten times as much as such a picture: collections of
 * tens of thousands consist of them. Whatever is not plain, or not wholly in order, is left to the decoder: it knows
 * the rest, and words for what is wrong.
 */
import { crc32, inflateSync } from 'node:zlib'

/** Beyond such a side, pixels, a decoder's own loops are faster. */
const longestSide = 128

const signature = Buffer.from('89504e470d0a1a0a', 'hex')
/** Chunks that change no pixel, as the decoder reads them, and their bytes. */
const silent: Record<string, number> = { gAMA: 4, cHRM: 32, sRGB: 1, pHYs: 9, tIME: 7 }
/** Plain words under a plain name, which is none of the names that a profile or a turn has. */
const words = /^(?!Raw)[!-~]{1,79}\0[\n -~]*$/
/** Channels by colour type: grey, RGB, an index into a palette. */
const channelsOf: Record<number, 1 | 3> = { 0: 1, 2: 3, 3: 1 }

export interface SmallPng {
  /** height × width × channels bytes. */
  pixels: Uint8Array
  width: number
  height: number
  channels: 1 | 3
}

/**
 * Null where it is no PNG of 8 bits at most with these sides, or has transparency, a profile, a turn, or any flaw.
 * @param width,height pixels
 */
export function readSmallPng(bytes: Buffer, width: number, height = width): SmallPng | null {
  if (Math.max(width, height) > longestSide || bytes.length < 57 || !bytes.subarray(0, 8).equals(signature)) return null
  const parts: Buffer[] = []
  let [header, palette]: [Buffer | null, Buffer | null] = [null, null]
  for (const { type, data } of chunksOf(bytes)) {
    if (type === 'IHDR' && !header && data.length === 13 && isOf(data, width, height)) header = data
    else if (type === 'PLTE' && !palette && parts.length === 0) palette = data
    else if (type === 'IDAT' && header) parts.push(data)
    else if (type === 'IEND') return header && parts.length > 0 ? unpack(header, palette, Buffer.concat(parts)) : null
    else if (type === 'tEXt' ? !words.test(data.toString('latin1')) : silent[type] !== data.length) return null
  }
  return null
}

const isOf = (header: Buffer, width: number, height: number): boolean =>
  header.readUInt32BE(0) === width && header.readUInt32BE(4) === height

/** Ends before the first one that is not whole, or not as its checksum says. */
function* chunksOf(bytes: Buffer): Generator<{ type: string; data: Buffer }> {
  for (let at = 8; at + 12 <= bytes.length;) {
    const end = at + 8 + bytes.readUInt32BE(at)
    if (end + 4 > bytes.length || crc32(bytes.subarray(at + 4, end)) !== bytes.readUInt32BE(end)) return
    yield { type: bytes.toString('latin1', at + 4, at + 8), data: bytes.subarray(at + 8, end) }
    at = end + 4
  }
}

function unpack(header: Buffer, palette: Buffer | null, packed: Buffer): SmallPng | null {
  const [width, height] = [header.readUInt32BE(0), header.readUInt32BE(4)]
  const [bits = 0, colour = 0, ...methods] = header.subarray(8)
  const channels = channelsOf[colour]
  if (!channels || methods.some(each => each !== 0)) return null
  if (bits !== 8 && (colour === 2 || ![1, 2, 4].includes(bits))) return null
  if (colour === 3 ? !palette : palette) return null
  const row = Math.ceil((width * channels * bits) / 8)
  const rows = inflated(packed, height * (1 + row))
  if (!rows || !unfilter(rows, row, Math.max(1, (channels * bits) / 8), height)) return null
  const samples = samplesOf(rows, { width: width * channels, height, row, bits })
  if (colour !== 3 || !palette) return { pixels: bits < 8 ? scaled(samples, bits) : samples, width, height, channels }
  const pixels = coloured(samples, palette)
  return pixels && { pixels, width, height, channels: 3 }
}

/** Null unless it is exactly so long. */
function inflated(packed: Buffer, length: number): Buffer | null {
  try {
    const rows = inflateSync(packed, { maxOutputLength: length + 1, chunkSize: Math.max(64, length + 1) })
    return rows.length === length ? rows : null
  } catch {
    return null
  }
}

/**
 * Undoes the filter of each row in place (PNG, section 9).
 * @param back bytes from a sample to the one of the pixel before it
 */
function unfilter(rows: Buffer, row: number, back: number, height: number): boolean {
  for (let y = 0; y < height; y++) {
    const start = y * (row + 1) + 1
    const filter = rows[start - 1] ?? 5
    if (filter > 4) return false
    if (filter === 0) continue
    for (let x = 0; x < row; x++) {
      const at = start + x
      const left = x < back ? 0 : (rows[at - back] ?? 0)
      const up = y === 0 ? 0 : (rows[at - row - 1] ?? 0)
      const corner = y === 0 || x < back ? 0 : (rows[at - row - 1 - back] ?? 0)
      const foreseen =
        filter === 1 ? left : filter === 2 ? up : filter === 3 ? (left + up) >> 1 : paeth(left, up, corner)
      rows[at] = (rows[at] ?? 0) + foreseen
    }
  }
  return true
}

/** Whichever of the three is nearest to left + up − corner. */
function paeth(left: number, up: number, corner: number): number {
  const toLeft = Math.abs(up - corner)
  const toUp = Math.abs(left - corner)
  const toCorner = Math.abs(left + up - 2 * corner)
  if (toLeft <= toUp && toLeft <= toCorner) return left
  return toUp <= toCorner ? up : corner
}

/** One byte for each sample, rows without their filter. */
function samplesOf(
  rows: Buffer,
  { width, height, row, bits }: { width: number; height: number; row: number; bits: number }
): Uint8Array {
  const samples = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) {
    const start = y * (row + 1) + 1
    if (bits === 8) samples.set(rows.subarray(start, start + width), y * width)
    else
      for (let x = 0; x < width; x++) {
        const bit = x * bits
        samples[y * width + x] = ((rows[start + (bit >> 3)] ?? 0) >> (8 - bits - (bit & 7))) & (2 ** bits - 1)
      }
  }
  return samples
}

/** Of fewer bits, 0 … 255. */
const scaled = (samples: Uint8Array, bits: number): Uint8Array =>
  samples.map(sample => (sample * 255) / (2 ** bits - 1))

/** Null where an index points past the palette. */
function coloured(samples: Uint8Array, palette: Buffer): Uint8Array | null {
  const pixels = new Uint8Array(samples.length * 3)
  for (const [i, index] of samples.entries()) {
    if (3 * index + 3 > palette.length) return null
    for (let c = 0; c < 3; c++) pixels[3 * i + c] = palette[3 * index + c] ?? 0
  }
  return pixels
}
