import { BadArchive, readTar } from '../../../src/main/datasets/starters/tar'
import { alike } from '../support/chunks'
import { digest, type FuzzTarget } from '../support/target'

/** Some files are read, some only begun, as those who read archives do. */
async function read(stream: AsyncGenerator<Buffer>, length: number): Promise<string | null> {
  const found: (string | number | Uint8Array)[] = []
  let sum = 0,
    number = 0
  try {
    for await (const { path, size, body } of readTar(stream)) {
      found.push(path, size)
      if (number++ % 3 === 2) continue
      const parts: Buffer[] = []
      for await (const part of body) parts.push(part)
      const bytes = Buffer.concat(parts)
      if (bytes.length !== size) throw new Error(`“${path}” has ${bytes.length} bytes instead of ${size}.`)
      found.push(bytes)
      sum += 512 + size
    }
  } catch (error) {
    if (error instanceof BadArchive) return null
    throw error
  }
  if (sum > length) throw new Error(`${sum} bytes came out of ${length}.`)
  return digest(...found)
}

export default {
  read: bytes => alike(bytes, stream => read(stream, bytes.length)),
  mend: bytes => {
    const mended = Buffer.from(bytes)
    for (let at = 0; at + 512 <= mended.length;) {
      const header = mended.subarray(at, at + 512)
      if (header.every(byte => byte === 0)) break
      header.write('        ', 148, 'latin1')
      header.write(
        `${header
          .reduce((sum, byte) => sum + byte, 0)
          .toString(8)
          .padStart(6, '0')}\0 `,
        148,
        'latin1'
      )
      const size = Number.parseInt(header.toString('latin1', 124, 136), 8) || 0
      at += 512 + 512 * Math.ceil(size / 512)
    }
    return mended
  }
} satisfies FuzzTarget as FuzzTarget
