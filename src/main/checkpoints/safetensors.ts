/**
 * Reads and writes safetensors files: 8 bytes of header length, a JSON header (name → dtype, shape, byte range), then
 * the numbers, little endian. A name always means a whole file (lib/whole-file.ts).
 */
import { elementCount } from '../lib/shape'
import { createHash } from 'node:crypto'
import { closeSync, constants, fstatSync, openSync, readSync, writeSync } from 'node:fs'
import { z } from 'zod'
import { StudioError } from '../../shared/errors'
import { asStudioError } from '../lib/failures'
import { makeWholeSync } from '../lib/whole-file'

export interface NamedTensor {
  shape: readonly number[]
  values: Float32Array
}
export interface TensorFile {
  tensors: Map<string, NamedTensor>
  metadata: Record<string, string>
}

const entry = z.object({
  dtype: z.literal('F32'),
  shape: z.array(z.int().min(0)).max(16),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)])
})
const metadataFields = z.record(z.string(), z.string())
/** Of the header, bytes: some 100,000 tensors. */
const longestHeader = 16 * 2 ** 20

/** @returns the file's sha256 and size in bytes. @throws StudioError naming the file; nothing of it is left then */
export function writeTensors(
  path: string,
  tensors: ReadonlyMap<string, NamedTensor>,
  metadata: Record<string, string>
): { sha256: string; bytes: number } {
  const head = safetensorsHeader(
    [...tensors].map(([name, { shape }]) => [name, shape]),
    metadata
  )
  const hash = createHash('sha256')
  let bytes = 0
  try {
    makeWholeSync(path, file => {
      for (const part of [
        head,
        ...[...tensors.values()].map(({ values }) => Buffer.from(values.buffer, values.byteOffset, values.byteLength))
      ]) {
        hash.update(part)
        for (let written = 0; written < part.length;) written += writeSync(file, part, written)
        bytes += part.length
      }
    })
  } catch (cause) {
    throw asStudioError(cause, { what: 'The checkpoint', path, doing: 'written' })
  }
  return { sha256: hash.digest('hex'), bytes }
}

/** All that stands before the numbers, which follow one another in this order, as 32-bit floats. */
export function safetensorsHeader(
  tensors: readonly (readonly [name: string, shape: readonly number[]])[],
  metadata: Record<string, string>
): Buffer {
  const fields: Record<string, unknown> = { __metadata__: metadata }
  let offset = 0
  for (const [name, shape] of tensors) {
    fields[name] = {
      dtype: 'F32',
      shape: [...shape],
      data_offsets: [offset, (offset += 4 * elementCount(shape))]
    }
  }
  const json = Buffer.from(JSON.stringify(fields))
  // Padded with spaces so that the numbers start on a multiple of 8.
  const padded = Buffer.alloc(8 + Math.ceil(json.length / 8) * 8, ' ')
  padded.writeBigUInt64LE(BigInt(padded.length - 8))
  json.copy(padded, 8)
  return padded
}

/** Where a tensor's numbers lie in its file: bytes from `from` up to `to`. */
export interface TensorEntry {
  shape: readonly number[]
  from: number
  to: number
}

/**
 * What a file holds, without its numbers.
 * @throws StudioError not-readable when the file is missing, cut short or of another kind.
 */
export function tensorEntries(path: string): { entries: Map<string, TensorEntry>; metadata: Record<string, string> } {
  return withFile(path, file => entriesOf(path, file))
}

/**
 * Reads the tensors whose names pass; the rest of the file is not touched.
 * @throws StudioError not-readable when the file is missing, cut short or of another kind.
 */
export function readTensors(path: string, wanted: (name: string) => boolean = () => true): TensorFile {
  return withFile(path, file => {
    const { entries, metadata } = entriesOf(path, file)
    const tensors = new Map<string, NamedTensor>()
    for (const [name, { shape, from, to }] of entries) {
      if (!wanted(name)) continue
      const bytes = readPart(path, file, from, to - from)
      tensors.set(name, { shape, values: new Float32Array(bytes.buffer, bytes.byteOffset, (to - from) / 4) })
    }
    return { tensors, metadata }
  })
}

/**
 * As the format wants it, tensors follow one another without gaps up to the file's end: no number is read twice, none
 * is left out.
 */
function entriesOf(path: string, file: number): ReturnType<typeof tensorEntries> {
  const { size } = fstatSync(file)
  const headerLength = Number(readPart(path, file, 0, 8).readBigUInt64LE())
  if (headerLength > size - 8 || headerLength > longestHeader)
    throw broken(path, 'it is cut short or not a safetensors file')
  const { fields, metadata } = headerOf(path, readPart(path, file, 8, headerLength))
  let end = 8 + headerLength
  const start = end
  for (const [
    name,
    {
      shape,
      data_offsets: [from, to]
    }
  ] of fields.toSorted(
    ([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0] || a.data_offsets[1] - b.data_offsets[1]
  )) {
    if (to - from !== 4 * elementCount(shape)) throw broken(path, `${shown(name)} has a wrong size`)
    if (start + from !== end) throw broken(path, `${shown(name)} is not where it should be`)
    end = start + to
  }
  if (end !== size) throw broken(path, end > size ? 'it is cut short' : 'it goes on after its end')
  return {
    metadata,
    entries: new Map(
      fields.map(
        ([
          name,
          {
            shape,
            data_offsets: [from, to]
          }
        ]) => [name, { shape, from: start + from, to: start + to }]
      )
    )
  }
}

/** @throws StudioError not-readable */
function headerOf(
  path: string,
  bytes: Buffer
): { fields: [name: string, entry: z.infer<typeof entry>][]; metadata: Record<string, string> } {
  try {
    const { __metadata__: metadata = {}, ...fields } = z
      .record(z.string(), z.unknown())
      .parse(JSON.parse(bytes.toString()))
    return {
      metadata: metadataFields.parse(metadata),
      fields: Object.entries(fields).map(([name, field]) => [name, entry.parse(field)])
    }
  } catch (cause) {
    throw broken(path, 'it is not a safetensors file of 32-bit floats', cause)
  }
}

/** Of a name that may be anything. */
const shown = (name: string): string => JSON.stringify(name.slice(0, 100))

const broken = (path: string, why: string, cause?: unknown) =>
  new StudioError('not-readable', `The checkpoint ${path} cannot be read: ${why}.`, { cause })

function withFile<T>(path: string, work: (file: number) => T): T {
  let file: number
  // A pipe of that name would be waited for.
  try {
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  } catch (cause) {
    throw broken(path, 'it is missing or not allowed to be opened', cause)
  }
  try {
    if (!fstatSync(file).isFile()) throw broken(path, 'it is no file')
    return work(file)
  } finally {
    closeSync(file)
  }
}

function readPart(path: string, file: number, position: number, length: number): Buffer {
  // Lengths were held against the file's before.
  // Off the alignment at which TensorFlow would share the memory: what is assigned needs no copy that is.
  const buffer = Buffer.from(new ArrayBuffer(length + 4), 4, length)
  if (readSync(file, buffer, 0, length, position) !== length) throw broken(path, 'it is cut short')
  return buffer
}
