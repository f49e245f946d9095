import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { counts } from '../../scripts/lib/counts.mjs'
import { withLock } from '../../scripts/lib/lock.mjs'
import { cacheFolder } from '../../scripts/lib/paths.mjs'
import { explain, Problem } from '../../scripts/lib/say.mjs'
import { hashOf, isStamped, stamp, unstamp } from '../../scripts/lib/stamp.mjs'
import { findBrowser } from '../../scripts/steps/browser.mjs'
import { cudaWanted } from '../../scripts/steps/cuda.mjs'
import { noWindow } from '../../scripts/steps/electron.mjs'
import { packagesReady } from '../../scripts/steps/packages.mjs'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atelier-steps-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})
const write = (name: string, content: string) => {
  mkdirSync(join(folder, name, '..'), { recursive: true })
  writeFileSync(join(folder, name), content)
}

test('a hash follows names, contents and words, and nothing else', () => {
  write('src/a.ts', 'a')
  write('src/deep/b.ts', 'b')
  const hash = (...words: string[]) => hashOf([join(folder, 'src'), join(folder, 'missing')], words, folder)
  const first = hash()
  utimesSync(join(folder, 'src/a.ts'), 0, 0)
  expect(hash()).toBe(first)
  expect(hash('cuda')).not.toBe(first)
  write('src/deep/b.ts', 'c')
  const changed = hash()
  expect(changed).not.toBe(first)
  write('src/deep/b.ts', 'b')
  expect(hash()).toBe(first)
  // The same bytes, parted differently between two files.
  write('src/a.ts', '')
  write('src/deep/b.ts', 'ab')
  expect(hash()).not.toBe(first)
})

test('a stamp holds until it is taken away or the value changes', () => {
  const file = join(folder, 'deep/stamp')
  expect(isStamped(file, 'x')).toBe(false)
  stamp(file, 'x')
  expect([isStamped(file, 'x'), isStamped(file, 'y')]).toEqual([true, false])
  unstamp(file)
  expect(isStamped(file, 'x')).toBe(false)
})

test('packages are ready when npm installed what is locked; other platforms’ optional ones may lack', () => {
  const lock = (packages: Record<string, object>) => JSON.stringify({ packages })
  const wanted = {
    '': { name: 'atelier' },
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { version: '2.0.0', optional: true }
  }
  write('package-lock.json', lock(wanted))
  expect(packagesReady(folder)).toBe(false)
  write('node_modules/.package-lock.json', lock({ 'node_modules/a': { version: '1.0.0' } }))
  expect(packagesReady(folder)).toBe(true)
  write(
    'node_modules/.package-lock.json',
    lock({ 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '1.9.0' } })
  )
  expect(packagesReady(folder)).toBe(false)
  write('node_modules/.package-lock.json', lock({ 'node_modules/b': { version: '2.0.0' } }))
  expect(packagesReady(folder)).toBe(false)
})

test('a lock lets one in at a time, and is given back after a failure', async () => {
  const file = join(folder, 'lock')
  let inside = 0,
    most = 0
  const visit = () =>
    withLock(
      file,
      async () => {
        most = Math.max(most, ++inside)
        await new Promise(done => setTimeout(done, 20))
        inside--
      },
      5
    )
  await Promise.all([visit(), visit(), visit()])
  expect(most).toBe(1)
  await expect(
    withLock(file, async () => {
      throw new Error('no')
    })
  ).rejects.toThrow('no')
  await visit()
})

test('a lock whose holder was killed is stepped over', async () => {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'close')
  const { hostname } = await import('node:os')
  write('lock', JSON.stringify({ pid: child.pid, host: hostname() }))
  expect(await withLock(join(folder, 'lock'), async () => 'in', 5)).toBe('in')
})

test('the cache lies where the platform keeps such things, or where one says', () => {
  expect(cacheFolder({ ATELIER_CACHE: '/big/disk' }, 'linux', '/home/u')).toBe('/big/disk')
  expect(cacheFolder({ XDG_CACHE_HOME: '/xdg' }, 'linux', '/home/u')).toBe(join('/xdg', 'atelier'))
  expect(cacheFolder({}, 'linux', '/home/u')).toBe(join('/home/u', '.cache', 'atelier'))
  expect(cacheFolder({}, 'darwin', '/Users/u')).toBe(join('/Users/u', 'Library', 'Caches', 'atelier'))
})

test('NVIDIA’s libraries are wanted on request, else where there is a driver', () => {
  const here = process.platform === 'linux' && process.arch === 'x64'
  const driver = join(folder, 'version')
  expect(cudaWanted({}, driver)).toBe(false)
  expect(cudaWanted({ ATELIER_CUDA: '1' }, driver)).toBe(here)
  write('version', 'NVRM')
  expect(cudaWanted({}, driver)).toBe(here)
  expect(cudaWanted({ ATELIER_CUDA: '0' }, driver)).toBe(false)
})

test('no window is tried without a display, or as root on Linux', () => {
  expect(noWindow({}, 'linux', 1000)).toBe('There is no display')
  expect(noWindow({ DISPLAY: ':0' }, 'linux', 0)).toMatch(/root/)
  expect(noWindow({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux', 1000)).toBe('')
  expect(noWindow({}, 'darwin', 501)).toBe('')
})

test('a browser is the one named, else one on the path', () => {
  expect(findBrowser({ ATELIER_CHROMIUM: '/my/chrome', PATH: folder })).toBe('/my/chrome')
  write('chromium', '')
  if (process.platform === 'linux') expect(findBrowser({ PATH: `/nowhere:${folder}` })).toBe(join(folder, 'chromium'))
})

test('counts: broken files, a bad end and an empty run are failures', () => {
  const report = (passed: number, failed: number, files: { status: string; assertionResults: unknown[] }[] = []) => ({
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: 2,
    numTodoTests: 1,
    testResults: files
  })
  expect(counts(report(5, 0), 0)).toEqual({ passed: 5, failed: 0, skipped: 3 })
  expect(counts(report(5, 1), 1)).toEqual({ passed: 5, failed: 1, skipped: 3 })
  expect(
    counts(
      report(5, 1, [
        { status: 'failed', assertionResults: [] },
        { status: 'failed', assertionResults: [{}] }
      ]),
      1
    ).failed
  ).toBe(2)
  expect(counts(report(5, 0), 1).failed).toBe(1)
  expect(counts({ ...report(0, 0), numPendingTests: 0, numTodoTests: 0 }, 0).failed).toBe(1)
  expect(counts(undefined, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 })
})

test('what the system refuses is told in a sentence with a way out', () => {
  const refusal = (code: string) => explain(Object.assign(new Error(code), { code, path: '/disk/file' }))
  expect(refusal('ENOSPC')).toMatch(/^The disk is full at \/disk\/file\. Free some space/)
  expect(refusal('EACCES')).toMatch(/^No permission to write at \/disk\/file\. Give yourself/)
  expect(explain(new Problem('As it is.'))).toBe('As it is.')
})

test('every pin has a checksum, a size and a place inside its folder', () => {
  const pins = JSON.parse(readFileSync('scripts/native.json', 'utf8'))
  expect(Object.keys(pins.tensorflow)).toEqual(['linux-x64', 'linux-x64-cuda', 'linux-arm64', 'darwin-arm64'])
  for (const wheel of [...Object.values(pins.tensorflow), ...pins.nvidia, ...Object.values(pins.zig)])
    expect(wheel).toMatchObject({ sha256: expect.stringMatching(/^[0-9a-f]{64}$/), size: expect.any(Number) })
  for (const { members } of Object.values(pins.tensorflow) as { members: object[] }[]) {
    expect(members).toHaveLength(16)
    for (const member of members)
      expect(member).toMatchObject({
        sha256: expect.stringMatching(/^[\w-]{43}$/),
        size: expect.any(Number),
        to: expect.stringMatching(/^(lib|include)\/[\w./-]+$/)
      })
  }
})
