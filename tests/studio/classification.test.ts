import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Evaluation } from '../../src/shared/domain'
import { uniformStream } from '../../src/shared/random'
import { temporaryFolder } from '../store/fixtures'
import { buildEvaluator, valueIn } from './evaluator'
import { importPebbles, openBench, small, type Bench } from './fixtures'

let remove = () => {}
beforeAll(async () => {
  remove = await buildEvaluator()
})
afterAll(() => remove())

/** 18 dark pictures and 18 light ones, each in a folder of their own, every pixel uncertain. */
async function classFolder(): Promise<string> {
  const folder = join(temporaryFolder(), 'lamps')
  const random = uniformStream('lamps')
  for (const [name, light] of [
    ['off', 60],
    ['on', 120]
  ] as const) {
    mkdirSync(join(folder, name), { recursive: true })
    for (let i = 0; i < 18; i++) {
      await sharp(
        Uint8Array.from({ length: 28 * 28 }, () => light + 100 * random()),
        { raw: { width: 28, height: 28, channels: 1 } }
      )
        .png()
        .toFile(join(folder, name, `${i}.png`))
    }
  }
  return folder
}

/** A finished run on lamps; the stand-in finds two numbers in each picture where a model has a width. */
async function trained(
  model = 'dcgan-28',
  how: Parameters<typeof openBench>[0] = {}
): Promise<Bench & { run: string }> {
  const bench = openBench(how)
  const dataset = await bench.studio.handlers.importFolder({ job: randomUUID(), path: await classFolder() })
  const { id } = await bench.studio.handlers.startRun({ model, dataset: dataset.id, seed: 9, settings: small })
  await bench.until(id, 'finished')
  return { ...bench, run: id }
}
const sizes = { training: 2000, heldOut: 1000 }
const asked = (
  run: string,
  { epochs, seed = 0, ...options }: { epochs?: number[]; seed?: number; training?: number; heldOut?: number } = {}
) => ({
  run,
  job: randomUUID(),
  metrics: ['classes'],
  seed,
  options: { ...sizes, ...options },
  ...(epochs ? { epochs } : {})
})
const epochsIn = ({ values }: Evaluation, metric: string) =>
  values.filter(value => value.metric === metric).map(({ epoch }) => epoch)

test(
  'each epoch asked for: by what the engine finds and by pixels, a third held out; known at once, also ' +
    'without pictures',
  async () => {
    const {
      studio: { handlers, store },
      heard,
      run
    } = await trained()
    const first = asked(run, { epochs: [2, 1] })
    const found = await handlers.evaluateRun(first)
    const settings = { training: 24, heldOut: 12, seed: 0 }
    for (const epoch of [1, 2]) {
      expect(valueIn(found, 'classes-by-features', epoch)).toEqual({
        metric: 'classes-by-features',
        epoch,
        value: 1,
        reference: expect.any(Number),
        settings,
        detail: { classes: 2, size: 2 }
      })
      // Before its first step the stand-in finds nothing but one pixel.
      expect(valueIn(found, 'classes-by-features', epoch)?.reference).toBeLessThan(1)
      expect(valueIn(found, 'classes-by-pixels', epoch)).toMatchObject({ value: 1, settings })
    }
    expect(found.reports.flatMap(({ notes }) => notes.map(({ text }) => text)).join(' ')).toMatch(
      /After epoch 2, 100\.0\u00a0% of 12 held-out pictures are classified rightly .* \(2 numbers per picture, 2 classes\)/
    )
    const shares = heard('progress')
      .filter(event => event.job === first.job && event.label.startsWith('Telling'))
      .map(({ done }) => done)
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
    expect([shares.length > 1, shares.at(-1)]).toEqual([true, 100])

    await handlers.evaluateRun(asked(run))
    expect(epochsIn(await handlers.listEvaluations({ run }), 'classes-by-features')).toEqual([1, 2, 3])
    // Another choice of pictures, or fewer, is another question.
    expect(
      valueIn(await handlers.evaluateRun(asked(run, { heldOut: 10, seed: 3, epochs: [2] })), 'classes-by-pixels', 2)
        ?.settings
    ).toEqual({ training: 26, heldOut: 10, seed: 3 })

    await handlers.deleteDataset({ dataset: store.runs.get(run).dataset ?? '' })
    rmSync(store.files.checkpoints(run), { recursive: true })
    expect(valueIn(await handlers.evaluateRun(asked(run, { epochs: [1] })), 'classes-by-features')).toEqual(
      valueIn(found, 'classes-by-features', 1)
    )
    await expect(handlers.evaluateRun(asked(run, { seed: 8 }))).rejects.toThrow(
      /"lamps" of "lamps · DCGAN 28" was deleted/
    )
  }
)

test('a model without convolutions has the pixels alone', async () => {
  const {
    studio: { handlers },
    run
  } = await trained('mlp-simple')
  const found = await handlers.evaluateRun(asked(run))
  expect(valueIn(found, 'classes-by-features')).toMatchObject({
    epoch: 3,
    value: null,
    reference: null,
    detail: { size: 0 }
  })
  expect(valueIn(found, 'classes-by-pixels')).toMatchObject({ epoch: 3, value: 1 })
  expect(found.reports.flatMap(({ notes }) => notes.map(({ text }) => text)).join(' ')).toMatch(
    /discriminator has no convolutions/
  )
})

test('pictures without classes: says which folders give them', async () => {
  const {
    studio: { handlers },
    until
  } = openBench()
  const { id: run } = await handlers.startRun({
    model: 'dcgan-28',
    dataset: (await importPebbles({ handlers } as Bench['studio'])).id,
    seed: 9,
    settings: small
  })
  await until(run, 'finished')
  await expect(handlers.evaluateRun(asked(run))).rejects.toMatchObject({
    code: 'bad-input',
    message: expect.stringMatching(/"pebbles" have no classes .* one sub-folder for each class/)
  })
})

test('going back before an epoch forgets it; a damaged checkpoint is named', async () => {
  const {
    studio: { handlers, store },
    run
  } = await trained()
  await handlers.evaluateRun(asked(run, { epochs: [1, 3] }))
  const [first] = store.history.checkpoints(run)
  store.history.trim(run, first?.step ?? 0)
  expect(epochsIn(await handlers.listEvaluations({ run }), 'classes-by-features')).toEqual([1])
  rmSync(first?.path ?? '')
  await expect(handlers.evaluateRun(asked(run, { seed: 1 }))).rejects.toMatchObject({
    code: 'not-readable',
    message: expect.stringMatching(/The checkpoint of epoch 1 of .* is missing\. It has no other\./)
  })
})

test('cancelled: said so, and it can be asked again', async () => {
  const {
    studio: { handlers },
    events,
    run
  } = await trained()
  const asking = asked(run, { epochs: [1, 2, 3] })
  const ended = expect(handlers.evaluateRun(asking)).rejects.toMatchObject({ code: 'cancelled' })
  while (
    !events.some(event => event.name === 'progress' && event.payload.job === asking.job && event.payload.done > 10)
  )
    await new Promise(resolve => setTimeout(resolve, 1))
  await handlers.cancelJob({ job: asking.job })
  await ended
  expect(epochsIn(await handlers.evaluateRun(asked(run, { epochs: [2] })), 'classes-by-features')).toEqual([2])
})
