/** A picture's latent: what a generator drew is found again, whatever it is drawn from; what it cannot draw is not. */
import { expect, test } from 'vitest'
import { openEngine } from '../../src/main/engine/engines'
import { project, type Projected } from '../../src/main/engine/sampling/projection'
import { Sampler } from '../../src/main/engine/sampling/sampler'
import { candidates } from '../../src/shared/explore/projection'
import { uniformStream } from '../../src/shared/random'
import { untrained } from './untrained'

await openEngine('tensorflow')

async function found({ order, rows }: Awaited<ReturnType<typeof untrained>>, pixels: Uint8Array, steps: number) {
  const asked = { ...order, pixels, inputs: rows(candidates, 1), steps }
  const first = await project({ ...asked, state: null, some: 0 })
  let last: Projected = first
  while (last.state.done < steps) last = await project({ ...asked, state: last.state, some: 30 })
  return { first, last }
}

for (const { id, settings, gain } of [
  { id: 'dcgan-28', settings: { latent: 6, samples: 4, width: 8 }, gain: 4 },
  { id: 'mlp-classic', settings: { latent: 6, samples: 4 }, gain: 4 },
  { id: 'biggan', settings: { size: '32', width: 4, latent: 8, classes: 2, perClass: 1, slices: false } },
  { id: 'autoencoder', settings: { latent: 6, samples: 4 }, gain: 2 }
])
  test(`${id}: what it drew is found nearer by far than what was drawn to begin with`, async () => {
    const of = await untrained(id, settings, gain)
    const { pixels } = await new Sampler().generate({ ...of.order, inputs: of.rows(1, 77), count: 1 })
    const { first, last } = await found(of, pixels, 60)
    expect([first.state.done, last.state.done]).toEqual([0, 60])
    expect(last.distance).toBeLessThan(0.6 * first.distance)
    expect(last.toAverage).toBe(first.toAverage)
    expect(last.latent).toHaveLength(of.size)
  })

test('of a StyleGAN it is looked for among styles, where a drawn latent is the same picture', async () => {
  const of = await untrained('stylegan', { size: '32', most: 4, base: 64, latent: 8, mappingLayers: 1, samples: 4 })
  const { pixels } = await new Sampler().generate({ ...of.order, inputs: of.rows(1, 1), count: 1 })
  const asked = { ...of.order, pixels, inputs: of.rows(candidates, 1), steps: 30 }
  const first = await project({ ...asked, state: null, some: 0 })
  expect(first.place).toBe(0)
  expect(first.distance).toBeLessThan(0.5)
  const pushed = { ...first.state, latents: first.state.latents.map((value, i) => value + (i % 2 === 0 ? 0.2 : -0.2)) }
  const away = await project({ ...asked, state: pushed, some: 0 })
  const back = await project({ ...asked, state: pushed, some: 30 })
  expect(back.distance).toBeLessThan(0.9 * away.distance)
})

test('the same seed finds the same; what no latent draws stays far away, within where latents are drawn', async () => {
  const of = await untrained('dcgan-28', { latent: 6, samples: 4, width: 8 }, 4)
  const noise = uniformStream('noise')
  const pixels = Uint8Array.from({ length: 784 }, () => (noise() < 0.5 ? 0 : 255))
  const { last } = await found(of, pixels, 60)
  expect(last.distance).toBeGreaterThan(0.8 * last.toAverage)
  expect((await found(of, pixels, 60)).last.latent).toEqual(last.latent)
  expect(Math.hypot(...last.latent)).toBeLessThanOrEqual(Math.sqrt(6) + 2.001)
})

test('a model that makes pictures of pictures has no latent to find', async () => {
  const order = { model: 'cyclegan', settings: {}, checkpoint: '', shape: [28, 28, 1] as [number, number, number] }
  const asked = { ...order, pixels: new Uint8Array(784), inputs: {}, state: null, steps: 10, some: 0 }
  await expect(project(asked)).rejects.toMatchObject({ code: 'bad-input' })
})
