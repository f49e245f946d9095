/** Files of others are read through one helper, and folders are made by another: neither waits, neither ends never. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../../src/main')
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter(name => name.endsWith('.ts'))
  .map(name => join(root, name))
const places = (pattern: RegExp): string[] =>
  sources
    .filter(file => pattern.test(readFileSync(file, 'utf8')))
    .map(file => relative(root, file).replaceAll('\\', '/'))
    .sort()

/**
 * What is read elsewhere is Atelier's own or the system's, never what somebody named: engines and transports read what
 * was made or checked before.
 */
const rooms = /^(engine|transports|shell)\//
const own = [
  'bundled-program.ts',
  'samples.ts',
  'parent.ts',
  'regular-file.ts',
  'owner.ts',
  'collect.ts',
  'sftp.ts',
  'h264.ts'
]

test('who reads files without the helper is known', () => {
  const found = places(/\b(readFile|readFileSync|(?<!\.)createReadStream|openAsBlob)\(/)
  const others = found.filter(place => !rooms.test(place) && !own.includes(place.split('/').at(-1) ?? ''))
  expect(others).toEqual([])
})

test('no folder is made by asking without end', () => {
  expect(places(/mkdir(Sync)?\((?:[^()]|\([^()]*\))*recursive/)).toEqual([])
})

test('sharp decodes in the decoder, and makes pictures elsewhere', () => {
  const makes = /^(drawing|exports)\//
  expect(
    places(/^import (?!type\b)[^;]*?from 'sharp'|import\(\s*'sharp'/m).filter(place => !makes.test(place))
  ).toEqual([
    'datasets/pictures/decode.ts',
    'datasets/pictures/frame.ts',
    // Of what it decodes, and read by it alone.
    'datasets/pictures/heic.ts',
    'datasets/pictures/tiff.ts'
  ])
})
