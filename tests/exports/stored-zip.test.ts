import { crc32, deflateRawSync } from 'node:zlib'
import { unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import { storedZip, type StoredFile } from '../../src/main/exports/bundle/stored-zip'

async function written(files: StoredFile[]): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of storedZip(files)) pieces.push(piece)
  return Buffer.concat(pieces)
}
const text = (words: string): Buffer => Buffer.from(words)
const stored = (path: string, ...pieces: Buffer[]): StoredFile => {
  const all = Buffer.concat(pieces)
  return { path, bytes: all.length, crc32: crc32(all), pieces: () => pieces }
}

test('files come back, in pieces, empty, deflated, and of any name', async () => {
  const words = text('again and again and again and again')
  const packed = deflateRawSync(words)
  const archive = await written([
    stored('a/first', text('one '), text('two')),
    stored('empty'),
    { ...stored('größe.json', words), deflated: packed.length, pieces: () => [packed] }
  ])
  expect(Object.entries(unzipSync(archive)).map(([path, bytes]) => [path, Buffer.from(bytes).toString()])).toEqual([
    ['a/first', 'one two'],
    ['empty', ''],
    ['größe.json', words.toString()]
  ])
})

test('past four gigabytes places are said in 64 bits', async () => {
  // What lies in between is left out of what is written here: the directory is looked at alone.
  const bytes = 2 ** 31
  const large = ['a', 'b', 'c'].map((path): StoredFile => ({ path, bytes, crc32: 7, pieces: () => [] }))
  const archive = await written(large)
  const headBytes = 30 + 1
  const directory = archive.indexOf('PK\u0001\u0002', 0, 'latin1')
  const entries = [0, 1, 2].map(at => directory + at * (46 + 1))
  expect(entries.map(at => archive.readUInt32LE(at + 42))).toEqual([0, headBytes + bytes, 0xffffffff])
  const extra = (entries[2] ?? 0) + 46 + 1
  expect([archive.readUInt16LE(extra), archive.readUInt16LE(extra + 2)]).toEqual([1, 8])
  expect(archive.readBigUInt64LE(extra + 4)).toBe(BigInt(2 * (headBytes + bytes)))
  const ending = archive.indexOf('PK\u0006\u0006', 0, 'latin1')
  expect(archive.readBigUInt64LE(ending + 4)).toBe(44n)
  expect([32, 40, 48].map(at => Number(archive.readBigUInt64LE(ending + at)))).toEqual([
    3,
    extra + 12 - directory,
    3 * (headBytes + bytes)
  ])
  const locator = archive.indexOf('PK\u0006\u0007', 0, 'latin1')
  expect(locator - ending).toBe(56)
  expect(Number(archive.readBigUInt64LE(locator + 8))).toBe(3 * (headBytes + bytes) + extra + 12 - directory)
  const last = archive.indexOf('PK\u0005\u0006', 0, 'latin1')
  expect([last - locator, archive.length - last]).toEqual([20, 22])
  expect([8, 10].map(at => archive.readUInt16LE(last + at))).toEqual([3, 3])
  expect(archive.readUInt32LE(last + 16)).toBe(0xffffffff)
})
