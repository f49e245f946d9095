/**
 * Writes protocol buffers' wire format: fields one after another, each with its number and kind
 * (https://protobuf.dev/programming-guides/encoding). Only what exports need.
 */
import { joinBytes } from '../../../shared/files/join'

export type Message = readonly Uint8Array[]

/** A whole number of up to 2⁵³, least significant seven bits first. */
function varint(value: number): Uint8Array {
  const bytes: number[] = []
  let rest = value
  while (rest >= 128) {
    bytes.push((rest % 128) | 128)
    rest = Math.floor(rest / 128)
  }
  bytes.push(rest)
  return Uint8Array.from(bytes)
}

const key = (field: number, kind: number): Uint8Array => varint(field * 8 + kind)

/** A whole number; a negative one as its two's complement of 64 bits. */
export function int(field: number, value: number): Message {
  if (value >= 0) return [key(field, 0), varint(value)]
  const bytes: number[] = []
  for (let rest = BigInt.asUintN(64, BigInt(value)); rest > 0; rest >>= 7n)
    bytes.push(Number(rest & 127n) | (rest >= 128n ? 128 : 0))
  return [key(field, 0), Uint8Array.from(bytes)]
}

export function float(field: number, value: number): Message {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setFloat32(0, value, true)
  return [key(field, 5), bytes]
}

export function double(field: number, value: number): Message {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setFloat64(0, value, true)
  return [key(field, 1), bytes]
}

export const bytes = (field: number, value: Uint8Array): Message => [key(field, 2), varint(value.length), value]
export const text = (field: number, value: string): Message => bytes(field, new TextEncoder().encode(value))

/** A message within another. */
export const message = (field: number, ...parts: readonly Message[]): Message => {
  const content = parts.flat()
  return [key(field, 2), varint(content.reduce((sum, { length }) => sum + length, 0)), ...content]
}

/** Many whole numbers in one field. */
export const ints = (field: number, values: readonly number[]): Message =>
  message(
    field,
    values.map(value => int(0, value)[1] ?? new Uint8Array())
  )

/** The bytes of fields one after another. */
export const encoded = (...parts: readonly Message[]): Uint8Array<ArrayBuffer> => joinBytes(parts.flat())
