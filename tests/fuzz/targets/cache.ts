import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { exampleBytes, readCache } from '../../../src/main/datasets/packed/cache'
import { packedPictures, readPictures } from '../../../src/main/metrics/tools/packed'
import type { Framing } from '../../../src/shared/domain'
import { StudioError } from '../../../src/shared/errors'
import { digest, type FuzzTarget } from '../support/target'

const folder = join(import.meta.dirname, '../../../test-results/fuzz')
const path = join(folder, `packed-${process.pid}.u8`)
mkdirSync(folder, { recursive: true })

/** A packed file has no header: what is wanted of it is in its first bytes here, and the file behind them. */
export default {
  read: async bytes => {
    if (bytes.length < 8) return null
    const [size, wanted, exampleKind] = [
      1 + ((bytes[0] ?? 0) % 32),
      bytes[1] ?? 0,
      (bytes[2] ?? 0) % 2 === 0 ? ('pictures' as const) : ('pairs' as const)
    ]
    const framing: Framing = { size, channels: wanted % 2 === 0 ? 1 : 3, fit: 'cover', position: 'centre' }
    const [first, count] = [bytes[3] ?? 0, 1 + ((bytes[4] ?? 0) % 16)]
    const file = bytes.subarray(8)
    writeFileSync(path, file)
    const each = exampleBytes(framing, exampleKind)
    const there = file.length >= (first + count) * each
    const found = await refusable(() => readCache(path, framing, first, count, exampleKind))
    if ((found !== null) !== there)
      throw new Error(
        `${file.length} bytes hold ${there ? '' : 'not '}examples ${first} to ${first + count - 1} of ${each} ` +
          `bytes, and were ${found ? 'read' : 'refused'}.`
      )
    if (found && !file.subarray(first * each, (first + count) * each).equals(found))
      throw new Error('Other bytes than the file’s.')

    // Anywhere in it, backwards, as metrics read.
    const places = Array.from({ length: count }, (_, i) => first + count - 1 - i)
    const dataset = {
      path,
      count: first + count,
      exampleKind,
      shape: [size, size, framing.channels] as [number, number, number]
    }
    const targets = await refusable(() => readPictures(packedPictures(dataset, 'target'), places))
    if ((targets !== null) !== there)
      throw new Error('Pictures one by one are refused where all at once are not, or the other way round.')
    return found && targets && digest(found, targets)
  }
} satisfies FuzzTarget as FuzzTarget

async function refusable(read: () => Promise<Uint8Array>): Promise<Uint8Array | null> {
  try {
    return await read()
  } catch (error) {
    if (error instanceof StudioError) return null
    throw error
  }
}
