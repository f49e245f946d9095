import { appendFileSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { linesFromEnd } from '../../src/main/lib/lines-from-end'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'atelier-lines-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What is read at once there. */
const piece = 2 ** 20
test.each([
  ['no line', ''],
  ['one without an end', 'ä'],
  ['only ends', '\n\n'],
  [
    'lines as long as what is read at once, and longer',
    ['a', 'b'.repeat(piece), 'ü'.repeat(piece), '', 'c\n'].join('\n')
  ],
  ['an end where a piece begins', `first\n${'d'.repeat(piece - 1)}\n`]
])('%s', (_, text) => {
  const file = join(folder, 'file')
  writeFileSync(file, text)
  expect([...linesFromEnd(file)].toReversed()).toEqual(text === '' ? [''] : text.split('\n'))
})

test('what is no file is refused', () => {
  expect(() => linesFromEnd(folder).next()).toThrow('not a file')
})

test('the last line of more than a string can hold', () => {
  const file = join(folder, 'long')
  writeFileSync(file, '')
  // Zeros that take no room on the disk.
  truncateSync(file, 6e8)
  appendFileSync(file, '\nlast')
  expect(linesFromEnd(file).next().value).toBe('last')
})
