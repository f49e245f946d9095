/** The latent of somebody's picture: in pieces that go on where the last one ended, and refused where there is none. */
import { readFileSync } from 'node:fs'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { likeness, likenessWords, starts } from '../../src/shared/explore/projection'
import { importPebbles, openBench, pairFolder, small } from './fixtures'

async function trained() {
  const bench = openBench()
  const { handlers } = bench.studio
  const { id: dataset } = await importPebbles(bench.studio)
  const { id: run } = await handlers.startRun({
    model: 'dcgan-28',
    dataset,
    seed: 3,
    settings: { ...small, epochs: 2 }
  })
  await bench.until(run, 'finished')
  return { handlers, run, bench }
}
const asked = { knobs: {}, seed: 1, steps: 25 }

/** Wider than high: it is cut as the run's pictures are. */
const photo = async () => ({
  file: await sharp({ create: { width: 60, height: 40, channels: 3, background: '#808080' } })
    .png()
    .toBuffer(),
  name: 'photo.png'
})

test('it goes on where the last piece ended, until its steps are done', async () => {
  const { handlers, run } = await trained()
  let found = await handlers.findLatent({ run, ...asked, picture: await photo() })
  expect(found).toMatchObject({ done: 0, steps: 25, epoch: 2, knobs: {} })
  expect(found.target).toEqual(new Uint8Array(28 * 28 * found.target.length).fill(128).slice(0, found.target.length))
  expect(found.pixels).toMatchObject({ count: 2, width: 28, height: 28 })
  const seen = [found.done]
  while (found.done < found.steps) {
    found = await handlers.findLatent({ run, ...asked, picture: { pixels: found.target }, state: found.state })
    seen.push(found.done)
  }
  expect(seen[0]).toBe(0)
  expect(seen.length).toBeGreaterThan(2)
  expect(found.latent).toHaveLength(5)
  // The stand-in adds the place of each number times the steps that were asked for.
  expect(found.latent).toEqual([0, 1, 2, 3, 4].map(i => i * found.done))
})

test('what is no picture, no state of this search or of another size is refused in words', async () => {
  const { handlers, run } = await trained()
  const words = Buffer.from('not a picture')
  await expect(
    handlers.findLatent({ run, ...asked, picture: { file: words, name: 'note.txt' } })
  ).rejects.toMatchObject({ code: 'not-readable', message: expect.stringContaining('“note.txt” cannot be looked for') })
  await expect(handlers.findLatent({ run, ...asked, picture: { pixels: new Uint8Array(3) } })).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringContaining('3 were given')
  })
  const { state } = await handlers.findLatent({ run, ...asked, picture: await photo() })
  for (const wrong of [
    { numbers: state.numbers.slice(1) },
    { places: new Array<number>(starts).fill(1e6) },
    { done: 26 }
  ])
    await expect(
      handlers.findLatent({ run, ...asked, picture: await photo(), state: { ...state, ...wrong } })
    ).rejects.toMatchObject({ code: 'bad-input', message: expect.stringContaining('Begin it anew') })
})

test('a run that makes pictures of pictures has no latent to find, and says so', async () => {
  const bench = openBench()
  const { handlers } = bench.studio
  const { id: dataset } = await handlers.importFolder({ job: crypto.randomUUID(), path: await pairFolder(4) })
  const settings = { ...small, epochs: 1 }
  const { id: run } = await handlers.startRun({ model: 'cgan-image', dataset, seed: 3, settings })
  await bench.until(run, 'finished')
  await expect(handlers.findLatent({ run, ...asked, picture: await photo() })).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringContaining('makes pictures of pictures')
  })
})

test('how near it has come is said beside the average picture, and plainly where nothing resembles it', () => {
  expect(likeness({ distance: 25, toAverage: 50 })).toBe(0.75)
  expect(likeness({ distance: 60, toAverage: 50 })).toBe(0)
  expect(likeness({ distance: 0, toAverage: 0 })).toBe(1)
  expect(likenessWords({ distance: 25, toAverage: 50 })).toMatch(/^It differs by 25\.0 of 255 .* 75 %/)
  expect(likenessWords({ distance: 49, toAverage: 50 })).toMatch(/^No latent of this run resembles the picture/)
})

test('one that was held out of training is looked for, as far as there are any', async () => {
  const bench = openBench()
  const { handlers } = bench.studio
  const { id: dataset } = await importPebbles(bench.studio)
  await handlers.changeDataset({ dataset, change: { what: 'split', places: [3, 9], split: 'test' } })
  const { id: run } = await handlers.startRun({ model: 'dcgan-28', dataset, settings: { ...small, epochs: 1 } })
  await bench.until(run, 'finished')
  const { target } = await handlers.findLatent({ run, ...asked, picture: { heldOut: 1 } })
  const cache = bench.studio.store.datasets.cache(dataset, bench.studio.store.runs.framing(run))
  expect(Buffer.from(target)).toEqual(readFileSync(cache?.path ?? '').subarray(9 * 784, 10 * 784))
  await expect(handlers.findLatent({ run, ...asked, picture: { heldOut: 2 } })).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringContaining('was begun with 2 pictures held out; there is no picture 3')
  })
})
