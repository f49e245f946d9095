import { readIdx } from '../../../src/main/datasets/starters/idx'
import { alike } from '../support/chunks'
import { digest, type FuzzTarget } from '../support/target'

export default {
  read: bytes =>
    alike(bytes, async stream => {
      // As labels have them where the header says one axis, else as pictures have them.
      const axes = bytes[3] === 1 ? 1 : 3
      const parts: Buffer[] = []
      let shape: number[]
      try {
        shape = await readIdx(stream, axes, part => {
          parts.push(part)
        })
      } catch (error) {
        if (error instanceof Error && /^(It is not an IDX file|The IDX file) .*\.$/.test(error.message)) return null
        throw error
      }
      const values = Buffer.concat(parts)
      if (values.length !== bytes.length - 4 - 4 * axes || !values.equals(bytes.subarray(4 + 4 * axes)))
        throw new Error('Other values than the file’s.')
      return digest(...shape, values)
    })
} satisfies FuzzTarget as FuzzTarget
