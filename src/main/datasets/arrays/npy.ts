/** The header of a NumPy array (numpy.lib.format, versions 1 to 3): a magic word, then a dictionary as in Python. */
import type { ArrayHeader } from './array'

export interface NpyHeader extends ArrayHeader {
  /** As NumPy spells it: |u1, <i8, <f4 … */
  type: string
  /** The first axis changes fastest. */
  fortran: boolean
}

/** So many bytes are looked at for a header: one of numbers alone has 118. */
export const npyHead = 4096

const magic = '\u0093NUMPY'

/** Null where it is no such file, or its header is odd. @param start the file's first bytes */
export function readNpyHeader(start: Buffer): NpyHeader | null {
  if (start.length < 12 || start.toString('latin1', 0, 6) !== magic) return null
  const wide = (start[6] ?? 0) > 1
  const offset = wide ? 12 + start.readUInt32LE(8) : 10 + start.readUInt16LE(8)
  if (offset > start.length) return null
  const words = start.toString('latin1', wide ? 12 : 10, offset)
  const type = /'descr'\s*:\s*'([<>|=]?[a-zA-Z]\d+)'/.exec(words)?.[1]
  const fortran = /'fortran_order'\s*:\s*(True|False)/.exec(words)?.[1]
  const axes = /'shape'\s*:\s*\(([\d, ]*)\)/.exec(words)?.[1]
  if (type === undefined || fortran === undefined || axes === undefined) return null
  const shape = axes.split(',').flatMap(axis => (axis.trim() === '' ? [] : [Number(axis)]))
  return shape.every(Number.isSafeInteger) ? { type, fortran: fortran === 'True', shape, offset } : null
}
