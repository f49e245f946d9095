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

/** What is read elsewhere is Atelier's own or the system's, never what somebody named. */
const own = [
  'datasets/samples.ts',
  'engine/memory.ts',
  'engine/tensorflow/precisions.ts',
  'engine/training/index.ts',
  'engine/training/rows.ts',
  'lib/parent.ts',
  'lib/regular-file.ts',
  'shell/scheme.ts',
  'store/owner.ts',
  'studio/diagnostics/collect.ts',
  'transports/host.ts',
  'transports/peer.ts'
]

test('who reads files without the helper is known', () => {
  expect(places(/\b(readFile|readFileSync|(?<!\.)createReadStream|openAsBlob)\(/)).toEqual(own.toSorted())
})

test('no folder is made by asking without end', () => {
  expect(places(/mkdir(Sync)?\((?:[^()]|\([^()]*\))*recursive/)).toEqual([])
})

test('sharp decodes in the decoder, and makes pictures elsewhere', () => {
  expect(places(/(from|import\()\s*'sharp'/)).toEqual([
    'datasets/pictures/decode.ts',
    'drawing/sheet.ts',
    'exports/palette.ts'
  ])
})
