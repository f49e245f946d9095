/** Where exported pictures come from: read back, drawn again to the same bytes, checked where strangers wrote it. */
import { randomUUID } from 'node:crypto'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { originIn, withOrigin } from '../../src/shared/origin'
import { importPebbles, openBench, small } from './fixtures'

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
  return {
    run,
    exported: (format: string, options = {}, stage?: { epoch: number; inputs: { latents: number[][] } }) =>
      handlers.exportRun({ run, job: randomUUID(), format, options, stage, keep: false }),
    read: (file: Uint8Array) => handlers.readOrigin({ file: Uint8Array.from(file) })
  }
}

test('a sheet of a seed leads back to checkpoint and seed, and is drawn again the same', async () => {
  const { run, exported, read } = await trained()
  const { bytes } = await exported('png', { seed: 7, count: 4 })
  const found = await read(bytes)
  expect(found).toMatchObject({ run, model: 'dcgan-28', epoch: 2, seed: 7, latent: null, problem: null })
  const again = await exported(found?.again.format ?? '', found?.again.options)
  expect(again.bytes).toEqual(bytes)
})

test('what is on the stage leads back to its latent; films to the run’s own first', async () => {
  const { run, exported, read } = await trained()
  const latent = [0.25, -1, 2, 0, 0.125]
  const { bytes } = await exported('png', { what: 'shown' }, { epoch: 2, inputs: { latents: [latent] } })
  expect(await read(bytes)).toMatchObject({ run, epoch: 2, latent, seed: null })
  for (const film of ['gif', 'webp', 'apng']) {
    const made = await exported(film)
    expect(await read(made.bytes), film).toMatchObject({ run, epoch: 2, seed: 3, again: { format: film } })
    expect((await sharp(made.bytes).metadata()).width, film).toBeGreaterThan(0)
  }
})

test('a run or checkpoint that is not here is said, with its name', async () => {
  const { run, exported, read } = await trained()
  const { bytes } = await exported('png')
  const origin = originIn(bytes) as Record<string, unknown>
  const plain = new Uint8Array(await sharp(bytes).png().toBuffer())
  const changed = (change: object) => read(withOrigin('image/png', plain, { ...origin, ...change }))
  expect(await read(plain)).toBeNull()
  expect(await changed({ run: randomUUID(), name: 'Elsewhere' })).toMatchObject({
    run: null,
    problem: expect.stringContaining('“Elsewhere” (dcgan-28), which is not in this workspace')
  })
  expect(await changed({ epoch: 99 })).toMatchObject({ run, epoch: null, problem: expect.stringContaining('epoch 99') })
})

test('from strangers it is data: other versions, shapes and sizes are refused in a sentence', async () => {
  const { run, exported, read } = await trained()
  const { bytes } = await exported('png')
  const origin = originIn(bytes) as Record<string, unknown>
  const plain = new Uint8Array(await sharp(bytes).png().toBuffer())
  const changed = (change: unknown) => read(withOrigin('image/png', plain, change as object))
  await expect(changed({ ...origin, atelier: 2 })).rejects.toMatchObject({
    code: 'not-readable',
    message: expect.stringContaining('newer version')
  })
  for (const wrong of [
    { run: '../../etc' },
    { name: 'x'.repeat(201) },
    { stage: { epoch: 2, inputs: { latents: [new Array<number>(5000).fill(0)] } } },
    { options: { __proto__x: {} } }
  ])
    await expect(changed({ ...origin, ...wrong }), JSON.stringify(wrong).slice(0, 40)).rejects.toMatchObject({
      code: 'not-readable',
      message: expect.stringContaining('damaged')
    })
  for (const nothing of [[], { atelierr: 1 }, 7]) expect(await changed(nothing)).toBeNull()
  // What does not fit the run is left out; the rest still holds.
  const shorter = { ...origin, stage: { epoch: 2, inputs: { latents: [[1, 2]] } } }
  expect(await changed(shorter)).toMatchObject({ run, latent: null })
})
