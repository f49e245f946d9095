/** Folders that say what is held out: recognised around classes, pairs and domains, and nowhere else. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { importImages, openSource } from '../../src/main/datasets'
import { recogniseSplits } from '../../src/main/datasets/splits'
import type { Framing } from '../../src/shared/domain'
import { decoder } from './decoder'
import { fill, plain, temporaryFolder } from './folder'

const framing: Framing = { size: 8, channels: 3, fit: 'cover', position: 'centre' }

async function imported(paths: readonly string[], pairs?: null) {
  const [folder, out] = [await temporaryFolder(), await temporaryFolder()]
  await fill(folder, Object.fromEntries(paths.map((path, i) => [path, plain(8, 8, { r: 20 * i, g: 9, b: 20 })])))
  return importImages(openSource('folder', folder), decoder, () => join(out, 'pictures.u8'), { framing, pairs })
}
const shown = ({ images }: Awaited<ReturnType<typeof imported>>) =>
  images.map(({ path, partner, label, split }) => [path, partner, label, split])

test('around class folders: classes are those within, and held out is what is not for training', async () => {
  const report = await imported(['train/cats/1.png', 'train/dogs/2.png', 'Val/cats/3.png', 'TEST/dogs/4.png'])
  expect(report.labels).toEqual(['cats', 'dogs'])
  expect(shown(report)).toEqual([
    ['train/cats/1.png', null, 0, 'train'],
    ['Val/cats/3.png', null, 0, 'validation'],
    ['TEST/dogs/4.png', null, 1, 'test'],
    ['train/dogs/2.png', null, 1, 'train']
  ])
})

test('around pictures without classes there are none: train and test are none themselves', async () => {
  const report = await imported(['train/1.png', 'train/2.png', 'test/3.png'])
  expect([report.labels, report.pairing]).toEqual([[], null])
  expect(report.images.map(({ split }) => split)).toEqual(['test', 'train', 'train'])
})

test('around pairs, each has its partner in its own split; a split without any is named', async () => {
  const report = await imported([
    ...['train/A/1.png', 'train/B/1.png', 'train/A/2.png', 'train/B/2.png'],
    ...['test/A/1.png', 'test/B/1.png', 'val/A/9.png']
  ])
  expect(report.pairing).toEqual({ how: 'folders', input: 'A', target: 'B' })
  expect(shown(report)).toEqual([
    ['test/A/1.png', 'test/B/1.png', -1, 'test'],
    ['train/A/1.png', 'train/B/1.png', -1, 'train'],
    ['train/A/2.png', 'train/B/2.png', -1, 'train']
  ])
  expect(report.issues.filter(({ kind }) => kind === 'unpaired').map(({ path }) => path)).toEqual(['val/A/9.png'])
})

test('trainA, trainB, testA and testB are two domains, those of one before those of the other', async () => {
  const report = await imported(['trainA/1.png', 'trainB/2.png', 'testA/3.png', 'testB/4.png', 'trainA/5.png'])
  expect(report.pairing).toEqual({ how: 'domains', a: 'A', b: 'B' })
  expect(report.images.map(({ label, split }) => [label, split])).toEqual([
    [0, 'test'],
    [0, 'train'],
    [0, 'train'],
    [1, 'test'],
    [1, 'train']
  ])
})

test.each([
  ['of training alone', ['train/1.png', 'training/2.png']],
  ['beside another folder', ['train/1.png', 'test/2.png', 'more/3.png']],
  ['beside a picture', ['train/1.png', 'test/2.png', '3.png']],
  ['whose names only begin so', ['trains/1.png', 'tests/2.png']]
])('folders %s say nothing', (_, paths) => {
  expect(recogniseSplits(paths)).toBeNull()
})
