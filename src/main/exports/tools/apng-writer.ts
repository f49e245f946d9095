/** The APNG file format (PNG, third edition): true colour, endless loop, a delay per frame. */
import { promisify } from 'node:util'
import { crc32, deflate } from 'node:zlib'
import { joinBytes } from '../../../shared/files/join'

const compress = promisify(deflate)
const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)

/** A chunk of PNG: length, name, content, checksum of name and content. */
function pngChunk(name: string, content: Uint8Array): Uint8Array {
  const chunk = new Uint8Array(content.length + 12)
  const view = new DataView(chunk.buffer)
  view.setUint32(0, content.length)
  chunk.set(new TextEncoder().encode(name), 4)
  chunk.set(content, 8)
  view.setUint32(content.length + 8, crc32(chunk.subarray(4, content.length + 8)))
  return chunk
}

export class ApngWriter {
  readonly #chunks: Uint8Array[] = []
  #sequence = 0
  width = 0
  height = 0

  constructor(readonly frames: number) {}

  /** @param rgb height × width × 3, of one size for all frames @param delay milliseconds */
  async frame(rgb: Uint8Array, width: number, height: number, delay: number): Promise<void> {
    const isFirst = this.#sequence === 0
    if (isFirst) this.#begin(width, height)
    const data = await compress(filtered(rgb, width, height), { level: 6 })
    // Numerator and denominator of seconds are 16 bits each.
    const [numerator, denominator] = delay < 65_536 ? [delay, 1000] : [Math.round(delay / 10), 100]
    const control = new DataView(new ArrayBuffer(26))
    control.setUint32(0, this.#sequence++)
    control.setUint32(4, width)
    control.setUint32(8, height)
    control.setUint16(20, numerator)
    control.setUint16(22, denominator)
    this.#chunks.push(pngChunk('fcTL', new Uint8Array(control.buffer)))
    // The first frame is the picture that every program shows.
    if (isFirst) this.#chunks.push(pngChunk('IDAT', data))
    else this.#chunks.push(pngChunk('fdAT', joinBytes([word(this.#sequence++), data])))
  }

  finish(): Uint8Array<ArrayBuffer> {
    this.#chunks.push(pngChunk('IEND', new Uint8Array()))
    return joinBytes(this.#chunks)
  }

  #begin(width: number, height: number): void {
    this.width = width
    this.height = height
    // Eight bits per channel, red, green and blue, not interlaced; then how many frames, and for ever.
    const header = joinBytes([word(width), word(height), Uint8Array.of(8, 2, 0, 0, 0)])
    this.#chunks.push(signature, pngChunk('IHDR', header), pngChunk('acTL', joinBytes([word(this.frames), word(0)])))
  }
}

/** Rows as differences from the row above, whose copies enlarged pictures are full of. */
function filtered(rgb: Uint8Array, width: number, height: number): Uint8Array {
  const row = width * 3
  const out = new Uint8Array((row + 1) * height)
  for (let y = 0; y < height; y++) {
    const at = y * (row + 1)
    out[at] = y === 0 ? 0 : 2
    for (let x = 0; x < row; x++)
      out[at + 1 + x] = (rgb[y * row + x] ?? 0) - (y === 0 ? 0 : (rgb[(y - 1) * row + x] ?? 0))
  }
  return out
}

function word(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value)
  return bytes
}
