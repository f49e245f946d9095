/**
 * A ZIP archive as it is written from its first byte to its last: sizes and checksums of its files are known before,
 * and no more than a piece is ever held. PKWARE's APPNOTE 6.3.10; its extensions called Zip64 where 32 or 16 bits do
 * not suffice.
 */

export interface StoredFile {
  path: string
  /** Below 2^32, and the checksum of them. */
  bytes: number
  crc32: number
  /** Where its pieces are deflated: how many bytes these are. */
  deflated?: number
  pieces: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>
}

/** Names are UTF-8. */
const flags = 0x0800
const [usual, zip64] = [20, 45]
/** The first of January 1980: when files were written says nothing here. */
const [time, day] = [0, 0x21]
const [full16, full32] = [0xffff, 0xffffffff]

export async function* storedZip(files: Iterable<StoredFile>): AsyncGenerator<Uint8Array> {
  const directory: Buffer[] = []
  let at = 0
  for (const file of files) {
    const name = Buffer.from(file.path)
    const { deflated, bytes, crc32 } = file
    const here = deflated ?? bytes
    const method = deflated === undefined ? 0 : 8
    const facts = [flags, method, time, day, ...halves(crc32), ...halves(here), ...halves(bytes)]
    const head = Buffer.concat([words('PK\u0003\u0004', usual, ...facts, name.length, 0), name])
    yield head
    yield* file.pieces()
    // Where it begins is the one number of a file that may need more than 32 bits.
    const far = at >= full32
    const extra = far ? Buffer.concat([words('', 1, 8), long(at)]) : Buffer.alloc(0)
    const version = far ? zip64 : usual
    directory.push(
      words('PK\u0001\u0002', version, version, ...facts, name.length, extra.length, 0, 0, 0, 0, 0),
      words('', ...halves(far ? full32 : at)),
      name,
      extra
    )
    at += head.length + here
  }
  const listed = Buffer.concat(directory)
  yield listed
  yield ending(directory.length / 4, listed.length, at)
}

/** @param count of files @param bytes of the directory @param from where it begins */
function ending(count: number, bytes: number, from: number): Buffer {
  const large = count >= full16 || bytes >= full32 || from >= full32
  const before = large
    ? [
        words('PK\u0006\u0006'),
        long(44),
        words('', zip64, zip64, 0, 0, 0, 0),
        ...[count, count, bytes, from].map(long),
        words('PK\u0006\u0007', 0, 0),
        long(from + bytes),
        words('', 1, 0)
      ]
    : []
  const some = Math.min(count, full16)
  const [size, place] = [Math.min(bytes, full32), Math.min(from, full32)]
  return Buffer.concat([...before, words('PK\u0005\u0006', 0, 0, some, some, ...halves(size), ...halves(place), 0)])
}

/** A mark, then numbers of 16 bits. */
function words(mark: string, ...numbers: number[]): Buffer {
  const buffer = Buffer.alloc(mark.length + 2 * numbers.length)
  buffer.write(mark, 'latin1')
  numbers.forEach((number, i) => buffer.writeUInt16LE(number, mark.length + 2 * i))
  return buffer
}

/** A number of 32 bits as two of 16. */
const halves = (number: number): number[] => [number & 0xffff, number >>> 16]

/** A number of 64 bits. */
function long(number: number): Buffer {
  const buffer = Buffer.alloc(8)
  buffer.writeBigUInt64LE(BigInt(number))
  return buffer
}
