/**
 * The random streams of TensorFlow's stateless kernels, so that every engine draws the same numbers from the same key:
 * Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"), four 32-bit words a block, a block
 * for each value of a counter. The key is scrambled as StatelessRandomUniform and its kin (version 1) do it.
 */

/** Two words: what the kernels are keyed by. */
export type Key = readonly [first: number, second: number]

const rounds = 10

/** Ten rounds on a 128-bit counter with a 64-bit key; four words. */
function philox(
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
  out: Uint32Array,
  at: number
): void {
  for (let round = 0; round < rounds; round++) {
    const high0 = high(0xd2511f53, c0),
      low0 = Math.imul(0xd2511f53, c0)
    const high1 = high(0xcd9e8d57, c2),
      low1 = Math.imul(0xcd9e8d57, c2)
    c0 = high1 ^ c1 ^ k0
    c1 = low1
    c2 = high0 ^ c3 ^ k1
    c3 = low0
    k0 = (k0 + 0x9e3779b9) | 0
    k1 = (k1 + 0xbb67ae85) | 0
  }
  out[at] = c0
  out[at + 1] = c1
  out[at + 2] = c2
  out[at + 3] = c3
}

/** The upper 32 bits of the product of two unsigned words. */
function high(a: number, b: number): number {
  const a0 = a & 0xffff,
    a1 = a >>> 16,
    b0 = b & 0xffff,
    b1 = b >>> 16
  const middle = a1 * b0 + ((a0 * b0) >>> 16)
  return (a1 * b1 + (middle >>> 16) + ((a0 * b1 + (middle & 0xffff)) >>> 16)) | 0
}

/** `count` words of a key's stream: StatelessRandomUniformFullInt. */
export function words(count: number, [first, second]: Key): Uint32Array {
  const mixed = new Uint32Array(4)
  // Both halves of the key are sign-extended to 64 bits.
  philox(first, first >> 31, second, second >> 31, 0x3ec8f720, 0x02461e29, mixed, 0)
  const [k0 = 0, k1 = 0, c2 = 0, c3 = 0] = mixed
  const blocks = Math.ceil(count / 4)
  const out = new Uint32Array(blocks * 4)
  for (let block = 0; block < blocks; block++) philox(block, 0, c2, c3, k0, k1, out, block * 4)
  return out.subarray(0, count)
}

/** Uniform in [0, 1), from the lower 23 bits of each word: StatelessRandomUniform. */
export const uniforms = (count: number, key: Key): Float32Array => Float32Array.from(words(count, key), unit)
const unit = (word: number): number => (word & 0x7fffff) / 0x800000

/** N(0, 1) by Box and Muller, sine then cosine of each pair: StatelessRandomNormal, but for the last bit or two. */
export function normals(count: number, key: Key): Float32Array {
  const drawn = words(count + (count % 2), key)
  const out = new Float32Array(drawn.length)
  for (let i = 0; i < drawn.length; i += 2) {
    const radius = Math.sqrt(-2 * Math.log(Math.max(1e-7, unit(drawn[i] ?? 0))))
    const angle = 2 * Math.PI * unit(drawn[i + 1] ?? 0)
    out[i] = radius * Math.sin(angle)
    out[i + 1] = radius * Math.cos(angle)
  }
  return out.subarray(0, count)
}

/** A dropout mask, one byte of the stream a number: 0 where it is below rate·256, else what keeps the mean. */
export function keepMask(count: number, key: Key, rate: number): Float32Array {
  const dropped = Math.round(rate * 256)
  const drawn = words(Math.ceil(count / 4), key)
  const bytes = new Uint8Array(drawn.buffer, 0, count)
  const scale = 256 / (256 - dropped)
  const mask = new Float32Array(count)
  for (let i = 0; i < count; i++) mask[i] = (bytes[i] ?? 0) < dropped ? 0 : scale
  return mask
}
