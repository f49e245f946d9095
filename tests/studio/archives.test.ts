/** ZIP and tar archives become datasets as folders do; what is wrong in one is named, and the rest goes on. */
import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { unpackArchive } from '../../src/main/studio/archives/unpack'
import { temporaryFolder } from '../store/fixtures'
import { openBench, pictureFolder } from './fixtures'

const all = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort()

/** Six pictures, as bytes. */
async function pictures(): Promise<Uint8Array[]> {
  const folder = await pictureFolder(6)
  return readdirSync(folder).map(name => new Uint8Array(readFileSync(join(folder, name))))
}

function written(name: string, bytes: Uint8Array): string {
  const file = join(temporaryFolder(), name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, bytes)
  return file
}

test('a ZIP with class folders is imported like the folder; what leads out of it is named', async () => {
  const [a, b, c, d, e, f] = await pictures()
  if (!a || !b || !c || !d || !e || !f) throw new Error('There are no six pictures.')
  const file = written(
    'Stones.zip',
    zipSync({
      'flat/1.png': a,
      'flat/2.png': [b, { level: 0 }],
      'round/1.png': c,
      'round/2.png': d,
      'round/cut.png': e.subarray(0, 60),
      '../evil.png': f,
      '/evil.png': f,
      '__MACOSX/flat/._1.png': f,
      'read me.txt': new TextEncoder().encode('Hello')
    })
  )
  const { studio, folder } = openBench()
  const dataset = await studio.handlers.importFolder({ job: randomUUID(), path: file })
  expect(dataset).toMatchObject({ name: 'Stones', imageCount: 4, labels: ['flat', 'round'], unreadableCount: 3 })
  const issues = await studio.handlers.datasetIssues({ dataset: dataset.id })
  expect(issues.map(({ path, reason }) => [path, reason])).toEqual([
    ['../evil.png', 'Its name leads out of the archive’s own folder: it was not unpacked.'],
    ['/evil.png', 'Its name leads out of the archive’s own folder: it was not unpacked.'],
    ['round/cut.png', expect.stringContaining('cut short')]
  ])
  expect(all(folder).filter(name => name.includes('evil') || name.endsWith('.txt'))).toEqual([])
})

test.each([
  ['tar', '-cf'],
  ['tar.gz', '-czf']
])('a %s is imported like a folder', async (ending, how) => {
  const folder = await pictureFolder(5)
  const file = join(temporaryFolder(), `Pebbles.${ending}`)
  expect(spawnSync('tar', [how, file, '-C', dirname(folder), 'pebbles']).status).toBe(0)
  const { studio } = openBench()
  const dataset = await studio.handlers.importFolder({ job: randomUUID(), path: file })
  expect(dataset).toMatchObject({ name: 'Pebbles', imageCount: 5, unreadableCount: 0 })
})

test('bombs stop at their bounds, and the rest is there', async () => {
  const [a, b] = await pictures()
  if (!a || !b) throw new Error('There are no pictures.')
  const zeros = new Uint8Array(3e6)
  const file = written('bomb.zip', zipSync({ 'a.png': a, 'bomb.png': zeros, 'b.png': b, 'c.png': zeros }))
  const unpack = async (limits: { each: number; all: number; files: number }) => {
    const folder = temporaryFolder()
    const issues = await unpackArchive(file, folder, {}, limits)
    return { issues: issues?.map(({ path, reason }) => `${path}: ${reason}`), files: all(folder) }
  }
  const each = await unpack({ each: 1e6, all: 1e9, files: 10 })
  expect(each.issues).toEqual([
    'bomb.png: It unpacks to more than 1 MB: it was not read.',
    'c.png: It unpacks to more than 1 MB: it was not read.'
  ])
  expect(each.files).toEqual(expect.arrayContaining(['a.png', 'b.png']))
  expect((await unpack({ each: 1e9, all: 1e6, files: 10 })).issues).toEqual([
    expect.stringMatching(/^the archive: It holds more than 1 MB: what came after was not unpacked\.$/)
  ])
  expect((await unpack({ each: 1e9, all: 1e9, files: 1 })).issues).toEqual([
    'the archive: It holds more than 1 pictures: what came after was not unpacked.'
  ])
})

test('a damaged archive is refused by name, a file that is none as before; nothing stays behind', async () => {
  const { studio, folder } = openBench()
  const before = all(folder).filter(name => name.startsWith('datasets'))
  const [a] = await pictures()
  if (!a) throw new Error('There are no pictures.')
  const whole = zipSync({ 'a.png': a, 'b.png': a })
  const tar = written('bad.tar.gz', Uint8Array.of(0x1f, 0x8b, 8, 0, 1, 2, 3, 4, 5, 6))
  await expect(studio.handlers.importFolder({ job: randomUUID(), path: tar })).rejects.toMatchObject({
    code: 'not-readable',
    message: expect.stringContaining('is damaged: nothing of it can be unpacked')
  })
  await expect(studio.handlers.importFolder({ job: randomUUID(), path: written('note.txt', a) })).rejects.toMatchObject(
    { message: expect.stringContaining('is a file, not a folder') }
  )
  expect(all(folder).filter(name => name.startsWith('datasets'))).toEqual(before)
  // Cut short: what was there is imported.
  const cut = written('cut.zip', whole.subarray(0, a.length + 80))
  const dataset = await studio.handlers.importFolder({ job: randomUUID(), path: cut })
  expect(dataset.imageCount).toBe(1)
})
