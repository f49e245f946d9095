import { readRows } from '../../../src/main/datasets/starters/rows'
import { alike } from '../support/chunks'
import { digest, type FuzzTarget } from '../support/target'

/**
 * What JSON itself says of the innermost lists, where it is JSON; of two things of one name it would say the last
 * alone.
 */
function reference(bytes: Buffer): number[][] | null {
  if (bytes.filter(byte => byte === 0x22).length > 2) return null
  try {
    const rows: number[][] = []
    const walk = (value: unknown): void => {
      if (Array.isArray(value) && value.every(each => typeof each === 'number')) rows.push(value as number[])
      else for (const each of Object.values(value as object)) walk(each)
    }
    walk(JSON.parse(bytes.toString('latin1')))
    return rows
  } catch {
    return null
  }
}

export default {
  read: bytes =>
    alike(bytes, async stream => {
      const rows: number[][] = []
      try {
        for await (const row of readRows(stream)) rows.push([...row])
      } catch (error) {
        if (error instanceof Error && /^(A value is not|The file is cut short|A row has) ?.*\.$/.test(error.message))
          return null
        throw error
      }
      const wanted = reference(bytes)
      if (wanted && JSON.stringify(wanted) !== JSON.stringify(rows))
        throw new Error(
          `JSON says ${JSON.stringify(wanted).slice(0, 300)}, the rows are ${JSON.stringify(rows).slice(0, 300)}.`
        )
      return digest(...rows.map(row => JSON.stringify(row)))
    })
} satisfies FuzzTarget as FuzzTarget
