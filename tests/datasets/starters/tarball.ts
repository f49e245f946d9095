/** Makes small packages as registries serve them: gzipped ustar archives. */
import { gzipSync } from 'node:zlib'

export interface Entry {
  path: string
  bytes: Uint8Array | string
  type?: string
  prefix?: string
}

export function tar(entries: Entry[], { end = true } = {}): Buffer {
  const parts = entries.flatMap(({ path, bytes, type = '0', prefix = '' }) => {
    const body = Buffer.from(bytes)
    const header = Buffer.alloc(512)
    header.write(path, 0, 100)
    header.write('0000644\0', 100)
    header.write(`${body.length.toString(8).padStart(11, '0')}\0`, 124)
    header.write('        ', 148)
    header.write(type, 156)
    header.write('ustar\u000000', 257)
    header.write(prefix, 345)
    const sum = header.reduce((total, byte) => total + byte, 0)
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
    return [header, body, Buffer.alloc((512 - (body.length % 512)) % 512)]
  })
  return Buffer.concat([...parts, ...(end ? [Buffer.alloc(1024)] : [])])
}

export const tarball = (entries: Entry[]): Buffer => gzipSync(tar(entries))

/** An IDX file of unsigned bytes. */
export function idx(shape: number[], values: Uint8Array): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length)
  header[2] = 8
  header[3] = shape.length
  shape.forEach((length, i) => header.writeUInt32BE(length, 4 + 4 * i))
  return Buffer.concat([header, values])
}

/** In chunks of so many bytes. */
export async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
