/** Pictures as one long array of bytes in a file: NumPy's and MNIST's forms. They are read where they lie. */
import { basename } from 'node:path'
import { StudioError } from '../../../shared/errors'
import { UnreadablePicture, type Listing, type Shape, type Source, type SourceKind } from '../source'

/** Where an array lies in a file, and how long its axes are. */
export interface ArrayHeader {
  /** The outermost first. */
  shape: readonly number[]
  /** Bytes before the first value. */
  offset: number
}

/** Arrays that hold pictures: how many, and what each of them is. */
export interface Stack {
  file: string
  offset: number
  count: number
  shape: Shape
}

const largestSide = 16_384

/**
 * Count × height × width, with an axis of 1 or 3 channels after it where there is one, or count × pixels of squares;
 * null of other shapes.
 */
export function stackOf(shape: readonly number[]): { count: number; shape: Shape } | null {
  const [count = 0, height = 0, width = 0, channels = 1] = shape
  if (shape.length === 2) {
    const side = Math.sqrt(height)
    return Number.isInteger(side) && side >= 8 ? { count, shape: { width: side, height: side, channels: 1 } } : null
  }
  if (shape.length < 3 || shape.length > 4 || (channels !== 1 && channels !== 3)) return null
  if (Math.min(width, height) < 1 || Math.max(width, height) > largestSide) return null
  return { count, shape: { width, height, channels } }
}

/** How a form of file is read. */
export interface ArrayForm {
  kind: SourceKind
  /** @throws StudioError not-readable, with what is wrong and what to do */
  stack: (file: string) => Promise<Stack>
  /** A number for each picture, from the file beside it; null where there is none for as many pictures. */
  labels: (stack: Stack) => Promise<readonly number[] | null>
}

/** A source over such a file. Its pictures are named by their numbers, from 0. */
export function arraySource({ kind, stack, labels }: ArrayForm, origin: string): Source {
  let opened: Promise<Stack> | null = null
  const open = (): Promise<Stack> => (opened ??= stack(origin))
  return {
    kind,
    origin,
    name: basename(origin),
    list: async () => {
      const found = await open()
      const digits = String(Math.max(0, found.count - 1)).length
      const paths = Array.from({ length: found.count }, (_, i) => String(i).padStart(digits, '0'))
      const given = labelled(await labels(found))
      return { paths, issues: [], others: 0, ...(given ? { labels: given } : {}) }
    },
    locate: async path => {
      const { file, offset, count, shape } = await open()
      const [place, length] = [Number(path), shape.width * shape.height * shape.channels]
      if (!(place < count)) throw new UnreadablePicture('The file holds fewer pictures now.')
      return { store: file, offset: offset + place * length, length, shape }
    }
  }
}

/** More classes than this are no classes. */
const mostClasses = 10_000

function labelled(numbers: readonly number[] | null): Listing['labels'] | null {
  if (!numbers) return null
  const values = [...new Set(numbers)].sort((a, b) => a - b)
  if (values.length < 2 || values.length > mostClasses) return null
  const index = new Map(values.map((value, i) => [value, i]))
  return { names: values.map(String), of: path => index.get(numbers[Number(path)] ?? NaN) ?? -1 }
}

/** @param what is wrong with the file, as a sentence; what to do */
export const badArray = (file: string, what: string): StudioError =>
  new StudioError('not-readable', `“${file}” cannot be read as pictures. ${what}`)

/** Checks that a file is as long as its array says. @throws StudioError not-readable */
export function checkLength(file: string, { offset, count, shape }: Omit<Stack, 'file'>, bytes: number): void {
  const wanted = offset + count * shape.width * shape.height * shape.channels
  if (count === 0) throw badArray(file, 'It holds no pictures.')
  if (bytes < wanted)
    throw badArray(file, `It is cut short: ${wanted} bytes were to be there, and there are ${bytes}. Fetch it again.`)
}
