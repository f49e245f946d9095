/** Reads a tar archive (POSIX ustar, with pax and GNU long names) as it streams by. */

export interface TarFile {
  path: string
  size: number
  /** What is not read is stepped over. */
  body: AsyncIterable<Buffer>
}

/** The archive is damaged or cut short. */
export class BadArchive extends Error {
  override name = 'BadArchive'
}

const block = 512
/** Names and attributes; a larger one is no honest archive's. */
const longestHeader = 2 ** 20

/**
 * Regular files in the archive's order. One body at a time: the next file begins where the last one ended.
 * @throws BadArchive
 */
export async function* readTar(stream: AsyncIterable<Uint8Array>): AsyncGenerator<TarFile> {
  const bytes = new ByteStream(stream)
  try {
    let longPath: string | null = null
    for (;;) {
      const header = await bytes.exactly(block)
      if (header.every(byte => byte === 0)) {
        // Two blocks of zeros end the archive; what follows is padding.
        for await (const _ of bytes.rest()) continue
        return
      }
      const { type, path, size } = parseHeader(header)
      const padding = (block - (size % block)) % block
      if (type === 'L' || type === 'x') {
        if (size > longestHeader) throw new BadArchive('A header is too long.')
        const text = await bytes.exactly(size)
        longPath = (type === 'L' ? textOf(text) : paxPath(text)) ?? longPath
        await bytes.skip(padding)
        continue
      }
      const body = bytes.limited(size)
      if (type === '0' || type === '\0' || type === '7') yield { path: longPath ?? path, size, body: body.chunks() }
      longPath = null
      await body.skipRest()
      await bytes.skip(padding)
    }
  } finally {
    await bytes.close()
  }
}

function parseHeader(header: Buffer): { type: string; path: string; size: number } {
  // The sum counts its own field as spaces.
  const sum = header.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0)
  if (octal(header.subarray(148, 156)) !== sum) throw new BadArchive('A header’s checksum is wrong.')
  const ustar = header.toString('latin1', 257, 262) === 'ustar'
  const prefix = ustar ? textOf(header.subarray(345, 500)) : ''
  const name = textOf(header.subarray(0, 100))
  return {
    type: String.fromCharCode(header[156] ?? 0),
    path: prefix === '' ? name : `${prefix}/${name}`,
    size: octal(header.subarray(124, 136))
  }
}

function octal(field: Buffer): number {
  const digits = textOf(field).trim()
  if (!/^[0-7]+$/.test(digits)) throw new BadArchive('A number in a header cannot be read.')
  return Number.parseInt(digits, 8)
}

/** Up to the first zero byte. */
function textOf(field: Buffer): string {
  const end = field.indexOf(0)
  return field.toString('utf8', 0, end < 0 ? field.length : end)
}

/** Records of "length key=value\n"; length counts the whole record in bytes. */
function paxPath(records: Buffer): string | null {
  for (let at = 0; at < records.length;) {
    const space = records.indexOf(0x20, at)
    const digits = records.toString('latin1', at, Math.max(at, space))
    const length = /^\d{1,7}$/.test(digits) ? Number(digits) : 0
    // Without a space nothing is a record, and a length of nothing would be read without end.
    if (space < at || length <= space - at + 1 || at + length > records.length || records[at + length - 1] !== 0x0a)
      throw new BadArchive('An extended header cannot be read.')
    const record = records.toString('utf8', space + 1, at + length - 1)
    if (record.startsWith('path=')) return record.slice('path='.length)
    at += length
  }
  return null
}

/** Takes a stream apart at other places than where its chunks end. */
class ByteStream {
  private readonly chunks: AsyncIterator<Uint8Array>
  private waiting: Buffer = Buffer.alloc(0)

  constructor(stream: AsyncIterable<Uint8Array>) {
    this.chunks = stream[Symbol.asyncIterator]()
  }

  /** Between 1 and `most` bytes. */
  async some(most: number): Promise<Buffer> {
    while (this.waiting.length === 0) {
      const next = await this.chunks.next()
      if (next.done) throw new BadArchive('The archive ends too early.')
      this.waiting = Buffer.from(next.value.buffer, next.value.byteOffset, next.value.byteLength)
    }
    const taken = this.waiting.subarray(0, most)
    this.waiting = this.waiting.subarray(taken.length)
    return taken
  }

  async exactly(length: number): Promise<Buffer> {
    const parts: Buffer[] = []
    for (let have = 0; have < length;) {
      const part = await this.some(length - have)
      parts.push(part)
      have += part.length
    }
    return Buffer.concat(parts)
  }

  async skip(length: number): Promise<void> {
    for (let left = length; left > 0;) left -= (await this.some(left)).length
  }

  /** The next `size` bytes, to be read once, in part or whole. */
  limited(size: number): { chunks: () => AsyncGenerator<Buffer>; skipRest: () => Promise<void> } {
    let left = size
    const take = async (): Promise<Buffer> => {
      const part = await this.some(left)
      left -= part.length
      return part
    }
    return {
      chunks: async function* () {
        while (left > 0) yield await take()
      },
      skipRest: async () => {
        while (left > 0) await take()
      }
    }
  }

  async *rest(): AsyncGenerator<Buffer> {
    if (this.waiting.length > 0) yield this.waiting
    for (let next = await this.chunks.next(); !next.done; next = await this.chunks.next()) yield Buffer.from(next.value)
  }

  async close(): Promise<void> {
    await this.chunks.return?.()
  }
}
