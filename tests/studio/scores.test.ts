/** Where a discriminator looks: red upwards, blue downwards, with its score; and refused where there is none. */
import { expect, test } from 'vitest'
import { importPebbles, openBench, small } from './fixtures'

async function trained(model: string, settings = {}) {
  const bench = openBench()
  const { handlers } = bench.studio
  const { id: dataset } = await importPebbles(bench.studio)
  const { id: run } = await handlers.startRun({
    model,
    dataset,
    seed: 3,
    settings: { ...small, epochs: 2, ...settings }
  })
  await bench.until(run, 'finished')
  return { handlers, run }
}
const latents = [
  [0, 1, 2, 3, 4],
  [1, 1, 1, 1, 1]
]

test('each picture comes with its score and a map of what would make it more real', async () => {
  const { handlers, run } = await trained('dcgan-28')
  const { scores, maps, pixels, epoch } = await handlers.seeWhy({ run, inputs: { latents } })
  expect([scores, epoch, pixels.count, maps.count]).toEqual([[0, 1], 2, 2, 2])
  // The stand-in's gradients go up and down by turns.
  expect([...maps.rgba.subarray(0, 8)]).toEqual([255, 63, 0, 255, 0, 63, 255, 255])
  const drawn = await handlers.generate({ run, inputs: { latents } })
  expect(pixels.rgba).toEqual(drawn.rgba)
})

test('an autoencoder has no discriminator, and says so', async () => {
  const { handlers, run } = await trained('autoencoder', { channels: 'grey' })
  await expect(handlers.seeWhy({ run, inputs: { latents } })).rejects.toMatchObject({
    code: 'unsupported',
    message: expect.stringContaining('has no discriminator')
  })
})

test('a wall of samples comes with scores and what sets them apart; other latents are refused', async () => {
  const { handlers, run } = await trained('dcgan-28')
  const asked = { run, wall: { seed: 1, spread: { shape: 'own' as const, within: null }, more: [], fewer: [] } }
  const found = await handlers.arrangeSamples({ ...asked, count: 3, knobs: {} })
  expect(found).toMatchObject({ epoch: 2, scores: [0, 1, 2], novelty: [3, 2, 1], nearness: null })
  expect(found.map).toHaveLength(3)
  const wall = { ...asked.wall, more: [[1, 2]] }
  await expect(handlers.arrangeSamples({ run, wall, count: 3, knobs: {} })).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringContaining('has 5 numbers; 2 were given')
  })
})
