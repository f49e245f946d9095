/** Spoils files, the same way for the same seed and number. */
import { uniformStream } from '../../../src/shared/random'

/** Where readers go wrong: lengths of nothing, of everything, and about the borders of 8, 16, 31 and 32 bits. */
const borders = [
  0, 1, 2, 3, 7, 8, 15, 16, 127, 128, 255, 256, 32_767, 32_768, 65_535, 65_536, 0xffffff, 0x7fffffff, 0x80000000,
  0xfffffffe, 0xffffffff
]

type Uniform = () => number
const below = (uniform: Uniform, most: number): number => Math.floor(uniform() * most)
const oneOf = <T>(uniform: Uniform, all: readonly T[]): T => {
  const found = all[below(uniform, all.length)]
  if (found === undefined) throw new Error('Nothing to choose from.')
  return found
}

/** Half of what is spoilt lies near the beginning, where headers are. */
function place(uniform: Uniform, length: number): number {
  return below(uniform, uniform() < 0.5 ? Math.min(length, 128) : length)
}

type Mutation = (bytes: Buffer, uniform: Uniform, others: readonly Buffer[]) => Buffer

const inPlace =
  (change: (bytes: Buffer, at: number, uniform: Uniform) => void): Mutation =>
  (bytes, uniform) => {
    if (bytes.length > 0) change(bytes, place(uniform, bytes.length), uniform)
    return bytes
  }

/** From where to where. */
function stretch(uniform: Uniform, length: number): [number, number] {
  const from = place(uniform, length)
  return [from, Math.min(length, from + 1 + below(uniform, uniform() < 0.8 ? 32 : length))]
}

function writeNumber(bytes: Buffer, at: number, uniform: Uniform, value: number): void {
  const size = oneOf(uniform, [2, 4, 8])
  const order = Buffer.alloc(8)
  order.writeBigUInt64LE(BigInt(Math.floor(value)))
  const number = order.subarray(0, size)
  if (uniform() < 0.5) number.reverse()
  number.copy(bytes, at)
}

const mutations: readonly Mutation[] = [
  inPlace((bytes, at, uniform) => {
    bytes[at] = (bytes[at] ?? 0) ^ (1 << below(uniform, 8))
  }),
  inPlace((bytes, at, uniform) => {
    bytes[at] = below(uniform, 256)
  }),
  inPlace((bytes, at, uniform) => {
    bytes[at] = oneOf(uniform, borders) & 255
  }),
  inPlace((bytes, at, uniform) => {
    writeNumber(bytes, at, uniform, oneOf(uniform, borders))
  }),
  inPlace((bytes, at, uniform) => {
    writeNumber(bytes, at, uniform, Math.max(0, bytes.length + below(uniform, 5) - 2))
  }),
  // A digit, where numbers are written out.
  inPlace((bytes, at, uniform) => {
    for (let i = at; i < bytes.length; i++) {
      const byte = bytes[i] ?? 0
      if (byte >= 0x30 && byte <= 0x39) {
        bytes[i] = 0x30 + below(uniform, 10)
        return
      }
    }
  }),
  (bytes, uniform) => bytes.subarray(0, below(uniform, bytes.length + 1)),
  (bytes, uniform) => {
    const [from, to] = stretch(uniform, bytes.length)
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)])
  },
  (bytes, uniform) => {
    const [from, to] = stretch(uniform, bytes.length),
      at = place(uniform, bytes.length + 1)
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(from, to), bytes.subarray(at)])
  },
  (bytes, uniform) => {
    const at = place(uniform, bytes.length + 1)
    const more = Buffer.alloc(
      1 + below(uniform, 64),
      uniform() < 0.5 ? oneOf(uniform, borders) & 255 : below(uniform, 256)
    )
    return Buffer.concat([bytes.subarray(0, at), more, bytes.subarray(at)])
  },
  // The beginning of one file and the end of another.
  (bytes, uniform, others) => {
    const other = oneOf(uniform, others)
    return Buffer.concat([
      bytes.subarray(0, place(uniform, bytes.length + 1)),
      other.subarray(place(uniform, other.length + 1))
    ])
  }
]

/** The `number`th spoilt file of a corpus under a seed. @param corpus at least one file */
export function mutated(corpus: readonly Buffer[], seed: number, number: number): Buffer {
  const uniform = uniformStream('fuzz', seed, number)
  let bytes = Buffer.from(oneOf(uniform, corpus))
  // Mostly one or two changes: enough to be wrong, seldom enough to be refused at once.
  const changes = 1 + Math.floor(-2 * Math.log(1 - uniform()))
  for (let i = 0; i < changes; i++) bytes = Buffer.from(oneOf(uniform, mutations)(bytes, uniform, corpus))
  return bytes
}
