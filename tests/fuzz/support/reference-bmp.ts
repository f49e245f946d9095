/**
 * A second reader of bitmaps, as the format is described and without a thought for speed, to tell right answers from
 * wrong ones.
 */

/**
 * Red, green and blue, and alpha where the file has some, of every pixel, row by row from the top; null for what is
 * refused.
 */
export function referenceBmp(
  file: Buffer,
  largest: number
): { width: number; height: number; pixels: number[][] } | null {
  const header = headerOf(file)
  if (!header || header.width * header.height > largest) return null
  const { width, height, bits, runs, topDown } = header
  const rows: number[][][] = Array.from({ length: height }, () => [])
  const stored = runs ? runsOf(file, header) : null
  if (runs && !stored) return null
  for (let line = 0; line < height; line++) {
    const row = rows[topDown ? line : height - 1 - line] ?? []
    for (let x = 0; x < width; x++) {
      const value = stored ? (stored.get(line * width + x) ?? 0) : valueAt(file, header, line, x)
      if (value === null) return null
      row.push(bits <= 8 ? (header.palette[value] ?? [0, 0, 0]) : header.masks.map(mask => field(value, mask)))
    }
  }
  const pixels = rows.flat()
  // An alpha that is zero everywhere was never filled in.
  if (header.masks.length === 4 && pixels.every(pixel => pixel[3] === 0)) for (const pixel of pixels) pixel[3] = 255
  return { width, height, pixels }
}

interface Header {
  width: number
  height: number
  topDown: boolean
  bits: number
  runs: boolean
  offset: number
  palette: number[][]
  masks: number[]
}

function headerOf(file: Buffer): Header | null {
  if (file.length < 26) return null
  const [offset, size] = [file.readUInt32LE(10), file.readUInt32LE(14)]
  const old = size === 12
  if ((!old && (size < 40 || size > 1024)) || file.length < 14 + size) return null
  const width = old ? file.readUInt16LE(18) : file.readInt32LE(18)
  const signed = old ? file.readUInt16LE(20) : file.readInt32LE(22)
  const bits = file.readUInt16LE(old ? 24 : 28)
  const code = old ? 0 : file.readUInt32LE(30)
  const height = Math.abs(signed)
  if (width <= 0 || height === 0 || ![1, 4, 8, 16, 24, 32].includes(bits)) return null
  const runs = (code === 1 && bits === 8) || (code === 2 && bits === 4)
  const fields = (code === 3 || code === 6) && (bits === 16 || bits === 32)
  if (code !== 0 && !runs && !fields) return null
  const masks = fields ? masksOf(file, size, code) : bits === 16 ? [0x7c00, 0x3e0, 0x1f] : [0xff0000, 0xff00, 0xff]
  if (!masks) return null
  const first = 14 + size + (fields && size === 40 ? (code === 6 ? 16 : 12) : 0)
  return {
    width,
    height,
    topDown: signed < 0,
    bits,
    runs,
    offset,
    masks: bits <= 8 ? [] : masks,
    palette: bits <= 8 ? paletteOf(file, first, offset, old ? 3 : 4, 2 ** bits) : []
  }
}

function masksOf(file: Buffer, size: number, code: number): number[] | null {
  const count = code === 6 || size >= 56 ? 4 : 3
  if (file.length < 54 + 4 * count) return null
  const masks = Array.from({ length: count }, (_, i) => file.readUInt32LE(54 + 4 * i))
  return masks[3] === 0 ? masks.slice(0, 3) : masks
}

function paletteOf(file: Buffer, first: number, end: number, each: number, most: number): number[][] {
  const colours: number[][] = []
  for (let at = first; at + each <= Math.min(end, file.length) && colours.length < most; at += each)
    colours.push([file[at + 2] ?? 0, file[at + 1] ?? 0, file[at] ?? 0])
  return colours
}

/** What is stored for a pixel of the nth stored line; null where the file has no such place. */
function valueAt(file: Buffer, { width, height, bits, offset }: Header, line: number, x: number): number | null {
  const stride = 4 * Math.ceil((width * bits) / 32)
  if (offset + stride * (height - 1) + Math.ceil((width * bits) / 8) > file.length) return null
  let value = 0
  // Below a byte the first pixel has the highest bits; above it the first byte the lowest.
  if (bits < 8)
    value =
      ((file[offset + stride * line + Math.floor((x * bits) / 8)] ?? 0) >> (8 - bits - ((x * bits) % 8))) % 2 ** bits
  else for (let i = 0; i < bits / 8; i++) value += (file[offset + stride * line + (x * bits) / 8 + i] ?? 0) * 256 ** i
  return value
}

/** Places in stored order → index; null where the file ends too early. */
function runsOf(file: Buffer, { width, height, bits, offset }: Header): Map<number, number> | null {
  const stored = new Map<number, number>()
  let [at, x, line] = [offset, 0, 0]
  const put = (index: number): void => {
    if (x < width && line < height) stored.set(line * width + x, index)
    x++
  }
  const part = (byte: number, i: number): number =>
    bits === 8 ? byte : i % 2 === 0 ? Math.floor(byte / 16) : byte % 16
  while (line < height) {
    if (at + 2 > file.length) return null
    const [count = 0, value = 0] = file.subarray(at, at + 2)
    at += 2
    if (count > 0) for (let i = 0; i < count; i++) put(part(value, i))
    else if (value === 0) [x, line] = [0, line + 1]
    else if (value === 1) break
    else if (value === 2) [x, line, at] = [x + (file[at] ?? 0), line + (file[at + 1] ?? 0), at + 2]
    else {
      for (let i = 0; i < value; i++) put(part(file[at + (bits === 8 ? i : Math.floor(i / 2))] ?? 0, i))
      at += 2 * Math.ceil((bits === 8 ? value : value / 2) / 2)
    }
  }
  return stored
}

/** The bits of a value under a mask, spread to 0…255. */
function field(value: number, mask: number): number {
  if (mask === 0) return 0
  let lowest = 1
  while (Math.floor(mask / lowest) % 2 === 0) lowest *= 2
  return Math.round(((Number(BigInt(value) & BigInt(mask)) / lowest) * 255) / Math.floor(mask / lowest))
}
