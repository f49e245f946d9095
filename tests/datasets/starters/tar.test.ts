import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { BadArchive, readTar } from '../../../src/main/datasets/starters/tar'
import { inChunks, tar } from './tarball'

async function all(archive: Buffer, chunk = 1000): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for await (const { path, size, body } of readTar(inChunks(archive, chunk))) {
    const parts: Buffer[] = []
    for await (const part of body) parts.push(part)
    expect(Buffer.concat(parts)).toHaveLength(size)
    found[path] = Buffer.concat(parts).toString()
  }
  return found
}

test.each([1, 7, 511, 512, 513, 100_000])('files and their bytes, from chunks of %i bytes', async chunk => {
  const files = { 'package/a': '', 'package/b': 'x'.repeat(512), 'package/c': 'y'.repeat(1300), 'package/ü': 'z' }
  expect(await all(tar(Object.entries(files).map(([path, bytes]) => ({ path, bytes }))), chunk)).toEqual(files)
})

test('what is not read, or only begun, is stepped over', async () => {
  const found: string[] = []
  for await (const { path, body } of readTar(
    inChunks(tar(['a', 'b', 'c'].map(path => ({ path, bytes: path.repeat(2000) }))), 300)
  )) {
    if (path === 'b')
      for await (const part of body) {
        found.push(`b begins ${part.toString().slice(0, 2)}`)
        break
      }
    found.push(path)
  }
  expect(found).toEqual(['a', 'b begins bb', 'b', 'c'])
})

test('folders and links are no files; long names in each of the three ways', async () => {
  const long = `package/${'d'.repeat(150)}/file`
  // Each record begins with its own length, the length's digits included.
  const record = (text: string) =>
    [10, 100, 1000]
      .flatMap(most => Array.from({ length: most }, (_, n) => `${n} ${text}\n`))
      .find(line => line.length === Number.parseInt(line)) ?? ''
  expect(
    await all(
      tar([
        { path: 'package/', bytes: '', type: '5' },
        { path: 'link', bytes: '', type: '2' },
        { path: 'g', bytes: 'comment', type: 'g' },
        { path: 'file', bytes: '1', prefix: 'package/deep' },
        { path: 'x', bytes: record('mtime=1') + record(`path=${long}`), type: 'x' },
        { path: 'cut', bytes: '2' },
        { path: 'L', bytes: `${long}2\0`, type: 'L' },
        { path: 'cut', bytes: '3' },
        { path: 'short again', bytes: '4' }
      ])
    )
  ).toEqual({ 'package/deep/file': '1', [long]: '2', [`${long}2`]: '3', 'short again': '4' })
})

test('an archive that the system’s tar made', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tar-'))
  try {
    mkdirSync(join(folder, 'package'))
    writeFileSync(join(folder, 'package', 'one'), 'first')
    writeFileSync(join(folder, 'package', 'two'.repeat(60)), 'second'.repeat(500))
    const archive = execFileSync('tar', ['-cf', '-', 'package'], { cwd: folder, maxBuffer: 1e7 })
    expect(await all(archive)).toEqual({
      'package/one': 'first',
      [`package/${'two'.repeat(60)}`]: 'second'.repeat(500)
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
})

describe('archives that are refused', () => {
  const good = tar([{ path: 'a', bytes: 'x'.repeat(1000) }])
  test.each([
    ['cut within a header', good.subarray(0, 100)],
    ['cut within a file', good.subarray(0, 900)],
    ['without an end', good.subarray(0, -1024)],
    ['with a changed header', Buffer.concat([Buffer.from('b'), good.subarray(1)])],
    ['no archive at all', Buffer.alloc(2000, 'text')],
    ['empty', Buffer.alloc(0)]
  ])('%s', async (_, archive) => {
    await expect(all(archive)).rejects.toBeInstanceOf(BadArchive)
  })

  test('with a number that is none', async () => {
    const bad = tar([{ path: 'a', bytes: 'x' }])
    bad.write('zzzzz', 124)
    bad.write('        ', 148)
    bad.write(
      `${bad
        .subarray(0, 512)
        .reduce((sum, byte) => sum + byte, 0)
        .toString(8)
        .padStart(6, '0')}\0 `,
      148
    )
    await expect(all(bad)).rejects.toThrow('A number in a header cannot be read.')
  })
})
