/**
 * Two folders without partners: recognised or asked for, packed one after the other, and what is wrong with them said.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { importImages, openSource, previewImages } from '../../src/main/datasets'
import { recognise } from '../../src/main/datasets/kinds'
import { packedPictures, readPictures } from '../../src/main/metrics/tools/packed'
import type { Framing, Pairing } from '../../src/shared/domain'
import { exampleKindOfPairing, exampleTraitsOf } from '../../src/main/models/examples'
import { pairingWords, swapped } from '../../src/shared/pair-words'
import { fill, plain, temporaryFolder } from './folder'
import { decoder } from './decoder'

const small: Framing = { size: 8, channels: 1, fit: 'cover', position: 'centre' }
const shade = (value: number) => plain(8, 8, { r: value, g: value, b: value })

async function importDomains(folder: string, pairs?: Pairing | null) {
  const out = await temporaryFolder()
  return importImages(
    openSource('folder', folder),
    decoder,
    ({ size, channels }) => join(out, `${size}-${channels}.bin`),
    {
      framing: small,
      pairs
    }
  )
}

test.each<[string, string[], Pairing | null]>([
  ['names of domains', ['photos/1.png', 'paintings/2.png'], { how: 'domains', a: 'photos', b: 'paintings' }],
  [
    'names of domains, whatever their files are called',
    ['Photos/1.png', 'Paintings/1.png'],
    { how: 'domains', a: 'Photos', b: 'Paintings' }
  ],
  ['names of either, without partners', ['A/1.png', 'B/2.png'], { how: 'domains', a: 'A', b: 'B' }],
  [
    'names of either, with one partner of many',
    ['trainA/1.png', 'trainA/2.png', 'trainB/2.png', 'trainB/3.png'],
    { how: 'domains', a: 'trainA', b: 'trainB' }
  ],
  [
    'names of either, with partners',
    ['trainA/1.png', 'trainA/2.png', 'trainB/2.png'],
    { how: 'folders', input: 'trainA', target: 'trainB' }
  ],
  ['names of pairs, without partners', ['input/1.png', 'target/2.png'], null],
  ['a third folder', ['A/1.png', 'B/2.png', 'C/3.png'], null],
  ['a picture beside them', ['A/1.png', 'B/2.png', '3.png'], null],
  ['other names', ['cats/1.png', 'dogs/2.png'], null]
])('%s', (_, paths, wanted) => {
  expect(recognise(paths)).toEqual(wanted)
})

test(
  'pictures of one folder lie before those of the other, each with its domain, and what lies beside them ' + 'is said',
  async () => {
    const folder = await temporaryFolder()
    await fill(folder, {
      'zebras/2.png': shade(200),
      'zebras/10.png': shade(210),
      'zebras/deep/1.png': shade(220),
      'horses/1.png': shade(10),
      'horses/2.png': shade(20),
      'more/1.png': shade(1)
    })
    const pairs: Pairing = { how: 'domains', a: 'zebras', b: 'horses' }
    const report = await importDomains(folder, pairs)
    expect(report.images.map(({ path, partner, label }) => [path, partner, label])).toEqual([
      ['zebras/2.png', null, 0],
      ['zebras/10.png', null, 0],
      ['zebras/deep/1.png', null, 0],
      ['horses/1.png', null, 1],
      ['horses/2.png', null, 1]
    ])
    expect(report.labels).toEqual(['zebras', 'horses'])
    expect(report.pairing).toEqual(pairs)
    expect(report.issues).toEqual([
      { path: 'more/', kind: 'unpaired', reason: 'Its picture is in neither “zebras” nor “horses”.' }
    ])
    const bytes = await readFile(report.cache)
    expect([0, 1, 2, 3, 4].map(i => bytes[i * 64])).toEqual([200, 210, 220, 10, 20])

    const dataset = {
      path: report.cache,
      count: 5,
      exampleKind: 'domains' as const,
      shape: [8, 8, 1] as [number, number, number],
      labels: Int32Array.of(0, 0, 0, 1, 1)
    }
    const [first, second] = [packedPictures(dataset, 'input'), packedPictures(dataset, 'target')]
    expect([first.count, second.count]).toEqual([3, 2])
    expect((await readPictures(first, [2]))[0]).toBe(220)
    expect((await readPictures(second, [1]))[0]).toBe(20)
    // One picture a tile, as of any folder.
    const source = openSource('folder', folder)
    expect(await previewImages({ source, pairing: pairs, decoder }, report.images, small)).toMatchObject({
      count: 5,
      tileWidth: 8
    })
  }
)

test.each<[string, Record<string, ReturnType<typeof shade> | string>, Pairing, RegExp]>([
  [
    'a folder that is not there',
    { 'a/1.png': shade(1), 'b/1.png': shade(2) },
    { how: 'domains', a: 'a', b: 'c' },
    /no pictures in a folder “c” of/
  ],
  [
    'one folder within the other',
    { 'a/1.png': shade(1), 'a/b/1.png': shade(2) },
    { how: 'domains', a: 'a', b: 'a/b' },
    /are not two folders beside each other\. Name two folders, one with the pictures of either kind/
  ],
  [
    'a folder of which nothing can be read',
    { 'a/1.png': shade(1), 'b/1.png': 'no picture' },
    { how: 'domains', a: 'a', b: 'b' },
    /None of the pictures in “b” of .* could be read/
  ]
])('%s is said', async (_, files, pairs, words) => {
  const folder = await temporaryFolder()
  await fill(folder, files)
  await expect(importDomains(folder, pairs)).rejects.toThrow(words)
})

test('domains have words of their own', () => {
  const pairing: Pairing = { how: 'domains', a: 'photos', b: 'paintings' }
  expect(pairingWords(pairing, exampleTraitsOf('domains'))).toBe('photos ⇄ paintings')
  expect(swapped(pairing, exampleTraitsOf('domains'))).toEqual({ how: 'domains', a: 'paintings', b: 'photos' })
  expect([pairing, null, { how: 'halves', input: 'left' } as const].map(exampleKindOfPairing)).toEqual([
    'domains',
    'pictures',
    'pairs'
  ])
})
