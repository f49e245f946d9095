/** The GIF89a file format: endless loop, a palette and a delay a frame, pixels written row by row. */
import { joinBytes } from '../../../shared/files/join'
import { LzwWriter } from './lzw'

export class GifWriter {
  readonly #chunks: Uint8Array[] = []
  #pixels: LzwWriter | null = null

  constructor(
    readonly width: number,
    readonly height: number
  ) {
    // Screen size, no common palette, square pixels; then Netscape's extension: repeat for ever.
    this.#bytes(...ascii('GIF89a'), ...word(width), ...word(height), 0, 0, 0)
    this.#bytes(0x21, 0xff, 11, ...ascii('NETSCAPE2.0'), 3, 1, 0, 0, 0)
  }

  /** `palette`: red, green, blue, … of up to 256 colours. `delay`: hundredths of a second. */
  beginFrame(palette: Uint8Array, delay: number): void {
    const bits = Math.max(1, Math.ceil(Math.log2(palette.length / 3)))
    const table = new Uint8Array(3 * 2 ** bits)
    table.set(palette)
    // Graphic control: leave the frame in place, no transparent colour.
    this.#bytes(0x21, 0xf9, 4, 1 << 2, ...word(delay), 0, 0)
    this.#bytes(0x2c, 0, 0, 0, 0, ...word(this.width), ...word(this.height), 0x80 | (bits - 1))
    this.#chunks.push(table)
    this.#pixels = new LzwWriter(Math.max(2, bits))
  }

  /** The next row of places in the palette; `height` rows make a frame. */
  row(indexes: Uint8Array): void {
    this.#pixels?.write(indexes)
  }

  endFrame(): void {
    if (this.#pixels) this.#chunks.push(...this.#pixels.finish())
    this.#pixels = null
  }

  finish(): Uint8Array<ArrayBuffer> {
    this.#bytes(0x3b)
    return joinBytes(this.#chunks)
  }

  #bytes(...bytes: number[]): void {
    this.#chunks.push(Uint8Array.from(bytes))
  }
}

const ascii = (text: string): number[] => [...text].map(letter => letter.charCodeAt(0))
const word = (value: number): number[] => [value & 255, value >> 8]
