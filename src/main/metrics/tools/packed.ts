/** Pictures of a packed dataset, wherever in it they lie. */
import { elementCount } from '../../lib/shape'
import type { FileHandle } from 'node:fs/promises'
import { StudioError } from '../../../shared/errors'
import type { ImageShape } from '../../../shared/domain'
import type { PackedDataset } from '../../engine/protocol'
import { openRegular } from '../../lib/regular-file'
import { exampleKinds, type Side } from '../../models/examples'

/** Pictures of one shape in a file. */
export interface PackedPictures {
  path: string
  count: number
  shape: ImageShape
  /** Bytes from the beginning of one to that of the next, and before the first. */
  stride: number
  offset: number
}

/**
 * The pictures of a dataset; of pairs, the targets, or the inputs; of domains, those of
 * the second, or of the first, which lie before them.
 */
export function packedPictures(
  { path, count, shape, exampleKind = 'pictures', labels }: PackedDataset,
  which: Side = 'target'
): PackedPictures {
  const each = elementCount(shape)
  const kind = exampleKinds.find(exampleKind)
  if (!kind.pictures) throw new Error(`There are no pictures among packed ${kind.traits.many}.`)
  const places = kind.pictures[which](count, labels)
  return { path, count: places.count, shape, stride: places.step * each, offset: places.first * each }
}

/** The example that a compared picture is of: its place in the dataset. @param place among its pictures */
export function exampleOf({ count, exampleKind = 'pictures', labels }: PackedDataset, place: number): number {
  const {
    pictures,
    traits: { across }
  } = exampleKinds.find(exampleKind)
  const { first = 0, step = 1 } = pictures?.target(count, labels) ?? {}
  return Math.floor((first + place * step) / across)
}

/**
 * Pictures by their places, in the order asked for.
 * @throws StudioError not-readable where the file is gone or cut short
 */
export async function readPictures(
  { path, shape, stride, offset }: PackedPictures,
  places: ArrayLike<number>
): Promise<Uint8Array> {
  const each = elementCount(shape)
  const pixels = new Uint8Array(places.length * each)
  const file = await openPacked(path)
  try {
    for (let i = 0; i < places.length; i++)
      await fill(file, pixels.subarray(i * each, (i + 1) * each), (places[i] ?? 0) * stride + offset, path)
  } finally {
    await file.close()
  }
  return pixels
}

/** @throws StudioError not-readable */
export const openPacked = (path: string): Promise<FileHandle> =>
  openRegular(path).catch((error: unknown) => {
    throw damaged(path, error)
  })

/** Fills all of `bytes` from a position on. @throws StudioError not-readable */
export async function fill(file: FileHandle, bytes: Uint8Array, position: number, path: string): Promise<void> {
  for (let read = 0; read < bytes.length;) {
    const { bytesRead } = await file.read(bytes, read, bytes.length - read, position + read)
    if (bytesRead === 0) throw damaged(path)
    read += bytesRead
  }
}

const damaged = (path: string, cause?: unknown) =>
  new StudioError(
    'not-readable',
    `The dataset's prepared pictures are gone or damaged (${path}). Import the dataset again.`,
    { cause }
  )
