import { existsSync, openSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readTensors, tensorEntries } from '../../../src/main/checkpoints/safetensors'
import { StudioError } from '../../../src/shared/errors'
import { digest, type FuzzTarget } from '../support/target'

const file = placeOf()

/**
 * Where thousands of small files are written one after another: in memory, where there is such a place, and gone with
 * this process, however it ends.
 */
function placeOf(): string {
  const path = join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), `atelier-fuzz-${process.pid}.safetensors`)
  const handle = openSync(path, 'w', 0o600)
  if (!existsSync(`/proc/self/fd/${handle}`)) return path
  unlinkSync(path)
  return `/proc/self/fd/${handle}`
}

/** Where the header's outermost bracket closes; the length of all where it does not. */
function endOfHeader(bytes: Buffer): number {
  let depth = 0,
    quoted = false
  for (let at = 8; at < bytes.length; at++) {
    const byte = bytes[at]
    if (quoted) {
      if (byte === 0x5c) at++
      else if (byte === 0x22) quoted = false
    } else if (byte === 0x22) quoted = true
    else if (byte === 0x7b) depth++
    else if (byte === 0x7d && --depth === 0) return at + 1
  }
  return bytes.length
}

/** As many bytes of numbers as a header speaks of, within reason; none where it cannot be read. */
function lengthOfNumbers(header: string): number {
  try {
    const ends = Object.values(JSON.parse(header) as object)
      .flatMap((entry: { data_offsets?: unknown[] } | null) => entry?.data_offsets ?? [])
      .filter(end => typeof end === 'number' && end >= 0)
    return Math.min(1000, Math.max(0, ...(ends as number[])))
  } catch {
    return 0
  }
}

export default {
  read: bytes => {
    writeFileSync(file, bytes)
    try {
      const { entries, metadata } = tensorEntries(file)
      const { tensors } = readTensors(file)
      if ([...entries.keys()].join('\0') !== [...tensors.keys()].join('\0')) throw new Error('Two lists of tensors.')
      const parts = [...tensors].flatMap(([name, { shape, values }]) => {
        const { from, to } = entries.get(name) ?? { from: 0, to: 0 }
        const raw = Buffer.from(values.buffer, values.byteOffset, values.byteLength)
        if (!raw.equals(bytes.subarray(from, to))) throw new Error(`Other numbers than the file’s in ${name}.`)
        if (values.length !== shape.reduce((a, b) => a * b, 1))
          throw new Error(`${name} has another shape than numbers.`)
        return [name, shape.join(), raw]
      })
      if ([...tensors.values()].reduce((sum, { values }) => sum + values.byteLength, 0) > bytes.length)
        throw new Error('More numbers came out than the file has.')
      return digest(...parts, JSON.stringify(metadata))
    } catch (error) {
      if (
        error instanceof StudioError &&
        error.code === 'not-readable' &&
        /^The checkpoint .* cannot be read: .*\.$/.test(error.message)
      )
        return null
      throw error
    }
  },
  mend: bytes => {
    if (bytes.length < 8) return bytes
    const end = endOfHeader(bytes)
    const head = Buffer.from(bytes.subarray(0, end))
    head.writeBigUInt64LE(BigInt(end - 8))
    const length = lengthOfNumbers(head.subarray(8).toString())
    const numbers = bytes.subarray(end, end + length)
    return Buffer.concat([head, numbers, Buffer.alloc(length - numbers.length)])
  }
} satisfies FuzzTarget as FuzzTarget
