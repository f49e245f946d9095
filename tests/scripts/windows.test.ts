/** What differs on Windows, as far as it can be told elsewhere. */
import { win32 } from 'node:path'
import { expect, it } from 'vitest'
import { cacheFolder } from '../../scripts/lib/paths.mjs'
import { withoutNative } from '../../scripts/steps/engine.mjs'
import { hasNative } from '../../scripts/steps/tensorflow.mjs'
import { SafeNames } from '../../src/main/studio/uploads/paths'
import { workspaceFolder } from '../../src/main/studio/workspace'

it.each([
  ['linux-x64', true],
  ['linux-arm64', true],
  ['darwin-arm64', true],
  ['win32-x64', false],
  ['darwin-x64', false],
  ['freebsd-x64', false]
])('on %s native TensorFlow can be had: %s', (platform, can) => {
  expect(hasNative({}, platform)).toBe(can)
})

it('takes a TensorFlow that was named on any platform', () => {
  expect(hasNative({ ATELIER_TENSORFLOW: 'C:\\tensorflow' }, 'win32-x64')).toBe(true)
})

it.each([
  ['win32', 'win32-x64', 'WSL 2'],
  ['darwin', 'darwin-x64', 'Intel'],
  ['freebsd', 'freebsd-x64', 'ATELIER_TENSORFLOW']
] as const)('says on %s why there is none', (os, platform, word) => {
  expect(withoutNative(os, platform)).toContain(word)
})

it("keeps its files where Windows keeps a program's", () => {
  expect(
    win32.normalize(cacheFolder({ LOCALAPPDATA: 'C:\\Users\\mona\\AppData\\Local' }, 'win32', 'C:\\Users\\mona'))
  ).toBe('C:\\Users\\mona\\AppData\\Local\\atelier\\cache')
  expect(win32.normalize(workspaceFolder(undefined, { APPDATA: 'C:\\Users\\mona\\AppData\\Roaming' }, 'win32'))).toBe(
    'C:\\Users\\mona\\AppData\\Roaming\\Atelier'
  )
})

it.each([
  ['NUL', 'NUL (1)'],
  ['con.png', 'con (1).png'],
  ['a/COM1.jpg', 'a/COM1 (1).jpg'],
  ['dir./x.png', 'dir (1)./x.png'],
  ['a?.png', 'a_ (1).png'],
  ['trailing ', 'trailing  (1)']
])('keeps an upload called %s there by number, and takes it as it is elsewhere', (path, kept) => {
  expect(new SafeNames('win32').parts(path).join('/')).toBe(kept)
  expect(new SafeNames('linux').parts(path)).toEqual(path.split('/'))
})
