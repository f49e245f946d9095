/**
 * LZW as GIF has it: codes of growing width, lowest bit first, in blocks of up to 255 bytes each led by its length.
 * The dictionary is a hash table with open addressing, from (code so far, next pixel) to the longer code.
 */
const mostCodes = 4096
const slots = 16_384
const chunkBytes = 65_536

export class LzwWriter {
  readonly #clear: number
  readonly #end: number
  readonly #keys = new Int32Array(slots)
  readonly #codes = new Uint16Array(slots)
  readonly #chunks: Uint8Array[] = []
  #chunk = new Uint8Array(chunkBytes)
  #at = 0
  #next = 0
  #width = 0
  /** The code of the pixels read and not yet written; −1 before the first. */
  #prefix = -1
  #bits = 0
  #bitCount = 0

  /** `depth`: bits of a pixel, 2 to 8. */
  constructor(readonly depth: number) {
    this.#clear = 2 ** depth
    this.#end = this.#clear + 1
    this.#reset()
    this.#put(this.#clear)
  }

  write(pixels: Uint8Array): void {
    const keys = this.#keys,
      codes = this.#codes
    let prefix = this.#prefix
    for (let i = 0; i < pixels.length; i++) {
      const pixel = pixels[i] ?? 0
      if (prefix < 0) {
        prefix = pixel
        continue
      }
      // Never 0, which marks a free slot.
      const key = ((prefix << 8) | pixel) + 1
      let slot = Math.imul(key, 0x9e3779b1) >>> 18
      while (keys[slot] !== 0 && keys[slot] !== key) slot = (slot + 1) & (slots - 1)
      if (keys[slot] === key) {
        prefix = codes[slot] ?? 0
        continue
      }
      this.#put(prefix)
      if (this.#next < mostCodes) {
        // A reader adds each code one step later, so the width grows only once the code before is in use.
        if (this.#next === 2 ** this.#width) this.#width++
        keys[slot] = key
        codes[slot] = this.#next++
      } else {
        this.#put(this.#clear)
        this.#reset()
      }
      prefix = pixel
    }
    this.#prefix = prefix
  }

  /** Everything, in chunks: the depth, the blocks, the empty block that ends them. */
  finish(): Uint8Array[] {
    if (this.#prefix >= 0) {
      this.#put(this.#prefix)
      // As above: the reader has by now added one more code.
      if (this.#next === 2 ** this.#width && this.#width < 12) this.#width++
    }
    this.#put(this.#end)
    if (this.#bitCount > 0) this.#byte(this.#bits & 255)
    this.#chunks.push(this.#chunk.subarray(0, this.#at))
    return [Uint8Array.of(this.depth), ...blocks(Buffer.concat(this.#chunks)), Uint8Array.of(0)]
  }

  #reset(): void {
    this.#keys.fill(0)
    this.#next = this.#end + 1
    this.#width = this.depth + 1
  }

  #put(code: number): void {
    this.#bits |= code << this.#bitCount
    this.#bitCount += this.#width
    while (this.#bitCount >= 8) {
      this.#byte(this.#bits & 255)
      this.#bits >>>= 8
      this.#bitCount -= 8
    }
  }

  #byte(value: number): void {
    if (this.#at === chunkBytes) {
      this.#chunks.push(this.#chunk)
      this.#chunk = new Uint8Array(chunkBytes)
      this.#at = 0
    }
    this.#chunk[this.#at++] = value
  }
}

function* blocks(bytes: Buffer): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 255) {
    const block = bytes.subarray(at, at + 255)
    yield Uint8Array.of(block.length)
    yield block
  }
}
