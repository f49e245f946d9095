/** The GIF89a file format: endless loop, a palette for each frame or one for all, pixels written row by row. */
import { joinBytes } from '../../../../shared/files/join'
import { LzwWriter } from './lzw'

export class GifWriter {
  readonly #chunks: Uint8Array[] = []
  #pixels: LzwWriter | null = null

  /** @param common the palette of frames that have none of their own */
  constructor(
    readonly width: number,
    readonly height: number,
    private readonly common: Uint8Array | null = null
  ) {
    // Screen size, whether there is a common palette, square pixels; then Netscape's extension: repeat for ever.
    const flags = common ? 0xf0 | (bitsOf(common) - 1) : 0
    this.#bytes(...ascii('GIF89a'), ...word(width), ...word(height), flags, 0, 0)
    if (common) this.#table(common)
    this.#bytes(0x21, 0xff, 11, ...ascii('NETSCAPE2.0'), 3, 1, 0, 0, 0)
  }

  /** `palette`: red, green, blue, … of up to 256 colours. `delay`: hundredths of a second. */
  beginFrame(palette: Uint8Array, delay: number): void {
    const own = palette !== this.common
    const bits = bitsOf(palette)
    // Graphic control: leave the frame in place, no transparent colour.
    this.#bytes(0x21, 0xf9, 4, 1 << 2, ...word(delay), 0, 0)
    this.#bytes(0x2c, 0, 0, 0, 0, ...word(this.width), ...word(this.height), own ? 0x80 | (bits - 1) : 0)
    if (own) this.#table(palette)
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

  #table(palette: Uint8Array): void {
    const table = new Uint8Array(3 * 2 ** bitsOf(palette))
    table.set(palette)
    this.#chunks.push(table)
  }

  #bytes(...bytes: number[]): void {
    this.#chunks.push(Uint8Array.from(bytes))
  }
}

/** Of a place in it. */
const bitsOf = (palette: Uint8Array): number => Math.max(1, Math.ceil(Math.log2(palette.length / 3)))
const ascii = (text: string): number[] => [...text].map(letter => letter.charCodeAt(0))
const word = (value: number): number[] => [value & 255, value >> 8]
