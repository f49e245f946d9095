import { npyHead, readNpyHeader } from '../../../src/main/datasets/arrays/npy'
import { stackOf } from '../../../src/main/datasets/arrays/array'
import { digest, type FuzzTarget } from '../support/target'

export default {
  read: bytes => {
    const header = readNpyHeader(bytes.subarray(0, npyHead))
    if (!header) return null
    const { type, fortran, shape, offset } = header
    if (offset > bytes.length || !Number.isSafeInteger(offset) || offset < 10)
      throw new Error(`Its values begin at ${offset} of ${bytes.length} bytes.`)
    if (shape.some(axis => !Number.isSafeInteger(axis) || axis < 0))
      throw new Error(`Its axes are ${shape.join(', ')}.`)
    const held = stackOf(shape)
    if (held && held.shape.width * held.shape.height * held.shape.channels > 2 ** 30)
      throw new Error('A picture is larger than any that is read.')
    return digest(type, String(fortran), ...shape, offset)
  }
} satisfies FuzzTarget as FuzzTarget
