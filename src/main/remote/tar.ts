/** Writes a tar archive (POSIX ustar, with pax for long names): every machine that one logs in to unpacks those. */
import { openRegular } from '../lib/regular-file'

export interface TarEntry {
  /** Below the folder that it is unpacked in, with /. */
  path: string
  /** A file on this machine, with its size in bytes; or bytes. */
  from: { file: string; size: number } | Uint8Array
  executable?: boolean
}

const block = 512
/** What fits into the header's own fields. */
const longest = { name: 100, prefix: 155, size: 8 ** 11 - 1 }

/**
 * The same entries always come to the same bytes: no times, no owners.
 * @throws Error where a file has another size than was said
 */
export async function* tarOf(entries: Iterable<TarEntry>): AsyncGenerator<Buffer> {
  for (const { path, from, executable = false } of entries) {
    const size = from instanceof Uint8Array ? from.length : from.size
    yield* headersOf(path, size, executable ? 0o755 : 0o644)
    let written = 0
    if (from instanceof Uint8Array) {
      written = from.length
      yield Buffer.from(from)
    } else {
      const file = await openRegular(from.file)
      for await (const piece of file.createReadStream() as AsyncIterable<Buffer>) {
        written += piece.length
        yield piece
      }
    }
    if (written !== size) throw new Error(`${path} has changed while it was read.`)
    yield Buffer.alloc(paddingOf(size))
  }
  // Two blocks of zeros are its end.
  yield Buffer.alloc(2 * block)
}

const paddingOf = (size: number): number => (block - (size % block)) % block

function* headersOf(path: string, size: number, mode: number): Generator<Buffer> {
  const cut = cutAt(path)
  if (cut !== null && size <= longest.size)
    return yield header({ name: path.slice(cut), prefix: path.slice(0, Math.max(0, cut - 1)), size, mode, type: '0' })
  const record = Buffer.from(paxRecord('path', path) + paxRecord('size', String(size)))
  yield header({ name: 'more', prefix: '', size: record.length, mode, type: 'x' })
  yield Buffer.concat([record, Buffer.alloc(paddingOf(record.length))])
  yield header({ name: 'long', prefix: '', size: Math.min(size, longest.size), mode, type: '0' })
}

/** Where a path is divided into prefix and name; null where it is too long for that. */
function cutAt(path: string): number | null {
  if (Buffer.byteLength(path) <= longest.name) return 0
  for (let at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)]
    if (Buffer.byteLength(name) <= longest.name) return Buffer.byteLength(prefix) <= longest.prefix ? at + 1 : null
  }
  return null
}

/** "length key=value\n"; the length counts its own digits. */
function paxRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`
  const bytes = Buffer.byteLength(rest)
  let length = bytes
  while (length !== bytes + String(length).length) length = bytes + String(length).length
  return `${length}${rest}`
}

interface Header {
  name: string
  prefix: string
  size: number
  mode: number
  type: '0' | 'x'
}

function header({ name, prefix, size, mode, type }: Header): Buffer {
  const bytes = Buffer.alloc(block)
  const octal = (value: number, at: number, length: number): void => {
    bytes.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1')
  }
  bytes.write(name, 0)
  octal(mode, 100, 8)
  octal(0, 108, 8)
  octal(0, 116, 8)
  octal(size, 124, 12)
  octal(0, 136, 12)
  bytes.write('        ', 148, 'latin1')
  bytes.write(type, 156, 'latin1')
  bytes.write('ustar\0' + '00', 257, 'latin1')
  bytes.write(prefix, 345)
  // The sum counts its own field as the spaces that stand there now.
  bytes.write(
    `${bytes
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
    'latin1'
  )
  return bytes
}
