/** Where the command line writes to: links, modes and pipes are left as they are. */
import { execFileSync } from 'node:child_process'
import { chmodSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkTarget, writeTo } from '../../src/main/cli/deliver'
import { StudioError } from '../../src/shared/errors'
import { Output } from '../../src/main/cli/output'
import { temporaryFolder } from '../store/fixtures'
import { fullMeans, testDisk } from '../support/disks'

const bytes = new TextEncoder().encode('a picture')

test.skipIf(process.platform === 'win32')('a link stays a link, and the file it leads to keeps its mode', async () => {
  const folder = temporaryFolder()
  const [file, link] = [join(folder, 'real.png'), join(folder, 'link.png')]
  writeFileSync(file, 'before')
  chmodSync(file, 0o640)
  symlinkSync(file, link)
  expect(await writeTo(link, bytes)).toEqual({ path: link, bytes: bytes.length })
  expect(lstatSync(link).isSymbolicLink()).toBe(true)
  expect([readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual(['a picture', 0o640])
  expect(readdirSync(folder).toSorted()).toEqual(['link.png', 'real.png'])
})

test.skipIf(process.platform === 'win32')('a pipe is written into, and stays one', async () => {
  const pipe = join(temporaryFolder(), 'pipe')
  execFileSync('mkfifo', [pipe])
  const [read] = await Promise.all([readFile(pipe, 'utf8'), writeTo(pipe, bytes)])
  expect([read, lstatSync(pipe).isFIFO()]).toEqual(['a picture', true])
})

test('pieces are written one after another; what fails in between leaves what was there', async () => {
  const file = join(temporaryFolder(), 'new', 'file.zip')
  const pieces = async function* (fails: boolean) {
    yield bytes
    if (fails) throw new StudioError('not-readable', 'A piece cannot be read.')
    yield bytes
  }
  expect(await writeTo(file, pieces(false))).toEqual({ path: file, bytes: 2 * bytes.length })
  await expect(writeTo(file, pieces(true))).rejects.toThrow('A piece cannot be read.')
  expect(readFileSync(file, 'utf8')).toBe('a picturea picture')
  expect(readdirSync(join(file, '..'))).toEqual(['file.zip'])
})

test.runIf(fullMeans === 'a full tmpfs')(
  'a disk that fills: what was there stays, nothing is left half-written',
  async () => {
    const disk = testDisk(4)
    const [old, fresh] = [join(disk.folder, 'old.png'), join(disk.folder, 'new.png')]
    writeFileSync(old, 'before')
    for (const file of [old, fresh])
      await expect(writeTo(file, new Uint8Array(6e6))).rejects.toThrow(/(old|new)\.png.*disk is full/)
    expect(readFileSync(old, 'utf8')).toBe('before')
    expect(readdirSync(disk.folder)).toEqual(['old.png'])
    await writeTo(fresh, bytes)
    expect(readFileSync(fresh, 'utf8')).toBe('a picture')
  }
)

test.each([
  ['x.jpg', { extension: 'png' }, /^"x\.jpg" ends in \.jpg, and what is written is PNG\. Call it "x\.png"\.$/],
  ['losses', { extension: 'tfevents', anywhere: true }, /look for "tfevents" .* Call it "losses\.tfevents"\.$/]
])('%s for %o is refused before anything is made', async (file, kind, sentence) => {
  await expect(checkTarget(new Output(false), file, kind)).rejects.toThrow(sentence)
})

test('names that fit, names without an ending and devices are taken', async () => {
  const output = new Output(false)
  for (const file of ['x.PNG', 'x', '/dev/null']) await checkTarget(output, file, { extension: 'png' })
  await checkTarget(output, 'events.out.tfevents.1', { extension: 'tfevents', anywhere: true })
})

test('stdout is not promised twice', async () => {
  await expect(checkTarget(new Output(true), '-', { extension: 'png' })).rejects.toThrow(/both want stdout/)
})
