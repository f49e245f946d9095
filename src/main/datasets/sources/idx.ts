/** An IDX file of pictures, MNIST's form, with its labels in the file beside it. */
import { basename, dirname, join } from 'node:path'
import { labelsBeside } from '../../../shared/files/labels-beside'
import { readRegular } from '../../lib/regular-file'
import { arraySource, badArray, checkLength, stackOf, type ArrayForm, type Stack } from '../arrays/array'
import { headOf } from '../arrays/head'
import type { SourceDefinition } from '../source'
import { readIdxHeader, type IdxHeader } from '../starters/idx'

const mostAxes = 4
const mostLabels = 64e6

/** Null of what is no IDX file of bytes. */
async function headerOf(file: string): Promise<{ header: IdxHeader; length: number } | null> {
  const head = await headOf(file, 4 + 4 * mostAxes)
  const axes = head?.start[3] ?? 0
  if (!head || axes < 1 || axes > mostAxes) return null
  try {
    const header = readIdxHeader(head.start, axes)
    return header && { header, length: head.length }
  } catch {
    return null
  }
}

async function stack(file: string): Promise<Stack> {
  const found = await headerOf(file)
  const held = found && stackOf(found.header.shape)
  if (!held) throw badArray(file, 'It is no IDX file of bytes with pictures in it.')
  checkLength(file, { ...held, offset: found.header.bytes }, found.length)
  return { ...held, file, offset: found.header.bytes }
}

async function labels({ file, count }: Stack): Promise<number[] | null> {
  const name = labelsBeside(basename(file))
  if (name === null) return null
  const beside = join(dirname(file), name)
  const found = await headerOf(beside)
  if (found?.header.shape.length !== 1 || found.header.shape[0] !== count) return null
  return [...(await readRegular(beside, { most: mostLabels })).subarray(found.header.bytes)].slice(0, count)
}

const form: ArrayForm = { kind: 'idx', stack, labels }

export default {
  id: 'idx',
  recognises: async path => {
    const found = /ubyte$|\.idx\d?$/i.test(path) ? await headerOf(path) : null
    return found !== null && found.header.shape.length > 2 && stackOf(found.header.shape) !== null
  },
  open: origin => arraySource(form, origin)
} satisfies SourceDefinition
