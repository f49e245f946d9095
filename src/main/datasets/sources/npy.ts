/** A NumPy array of pictures (.npy), with labels in an array beside it. */
import { basename, dirname, join } from 'node:path'
import { readRegular } from '../../lib/regular-file'
import { arraySource, badArray, checkLength, stackOf, type ArrayForm, type Stack } from '../arrays/array'
import { headOf } from '../arrays/head'
import { npyHead, readNpyHeader, type NpyHeader } from '../arrays/npy'
import type { SourceDefinition } from '../source'

/** How the array of labels is called beside that of pictures: x_train and y_train, train_images and train_labels. */
const partners: readonly [RegExp, string][] = [
  [/images/i, 'labels'],
  [/(^|[_-])x(?=[_.-])/i, '$1y'],
  [/(^|[_-])data(?=[_.-])/i, '$1labels']
]
/** Labels of so many pictures at most. */
const mostLabels = 64e6

const headerOf = async (file: string): Promise<{ header: NpyHeader; length: number } | null> => {
  const head = /\.npy$/i.test(file) ? await headOf(file, npyHead) : null
  const header = head && readNpyHeader(head.start)
  return header && { header, length: head.length }
}

async function stack(file: string): Promise<Stack> {
  const found = await headerOf(file)
  const held = found && stackOf(found.header.shape)
  if (!held)
    throw badArray(file, 'It is no NumPy array of count × height × width, or × 3 for colour. Save one by numpy.save.')
  const { type, fortran, offset } = found.header
  if (type !== '|u1')
    throw badArray(
      file,
      `Its numbers are of type ${type}, and bytes from 0 to 255 are read. Convert them first: ` +
        '(255 * x).astype("uint8") where they go from 0 to 1, x.astype("uint8") where they are 0 to 255.'
    )
  if (fortran) throw badArray(file, 'It is in Fortran’s order. Save numpy.ascontiguousarray(x) instead.')
  checkLength(file, { ...held, offset }, found.length)
  return { ...held, file, offset }
}

/** One number for each picture, of the whole numbers that NumPy has. */
async function labels({ file, count }: Stack): Promise<number[] | null> {
  const name = basename(file)
  for (const [pictures, word] of partners) {
    if (!pictures.test(name)) continue
    const beside = join(dirname(file), name.replace(pictures, word))
    const found = await headerOf(beside)
    if (!found || found.header.shape.reduce((all, axis) => all * axis, 1) !== count) continue
    const [, kind, bytes] = /^[<|]([ui])([1248])$/.exec(found.header.type) ?? []
    if (kind === undefined) continue
    const values = (await readRegular(beside, { most: mostLabels })).subarray(found.header.offset)
    const each = Number(bytes)
    if (values.length < count * each) continue
    return Array.from({ length: count }, (_, i) => numberAt(values, i * each, each, kind === 'i'))
  }
  return null
}

function numberAt(bytes: Buffer, at: number, size: number, signed: boolean): number {
  if (size === 8) return Number(signed ? bytes.readBigInt64LE(at) : bytes.readBigUInt64LE(at))
  return signed ? bytes.readIntLE(at, size) : bytes.readUIntLE(at, size)
}

const form: ArrayForm = { kind: 'npy', stack, labels }

export default {
  id: 'npy',
  // What has the axes of pictures is one of them, whatever its numbers are: then it is said what is wrong with those.
  recognises: async path => {
    const found = await headerOf(path)
    return found !== null && stackOf(found.header.shape) !== null && found.header.shape.length > 1
  },
  open: origin => arraySource(form, origin)
} satisfies SourceDefinition
