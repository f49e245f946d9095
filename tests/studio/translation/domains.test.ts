/**
 * Runs of two folders without partners: how long an epoch is, what the ways between them are called, and how good what
 * they make is.
 */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { fill, plain } from '../../datasets/folder'
import { temporaryFolder } from '../../store/fixtures'
import { buildEvaluator, valueIn } from '../evaluator'
import { openBench } from '../fixtures'

let remove = () => {}
beforeAll(async () => {
  remove = await buildEvaluator()
})
afterAll(() => remove())

const grey = (value: number) => plain(32, 32, { r: value, g: value, b: value })

/** Three photos of grey 60, five paintings of grey 160. */
async function imported() {
  const bench = openBench()
  const path = join(temporaryFolder(), 'Works')
  await fill(path, {
    ...Object.fromEntries([1, 2, 3].map(i => [`photos/${i}.png`, grey(60)])),
    ...Object.fromEntries([4, 5, 6, 7, 8].map(i => [`paintings/${i}.png`, grey(160)]))
  })
  const { handlers } = bench.studio
  const dataset = await handlers.importFolder({ job: randomUUID(), path })
  return { ...bench, handlers, dataset }
}

const small = { size: '32', width: 4, blocks: 1, samples: 2, passes: 1, epochs: 2 }

test('an epoch goes through the larger folder once, and the ways are called by the folders', async () => {
  const { handlers, dataset, until } = await imported()
  expect(dataset).toMatchObject({
    exampleKind: 'domains',
    imageCount: 8,
    exampleCount: 5,
    labels: ['photos', 'paintings']
  })
  const [first] = await handlers.recommendModels({ dataset: dataset.id })
  expect(first).toMatchObject({ model: 'cyclegan', recommended: true })
  // 500 steps at least in an epoch.
  expect(first?.settings['passes']).toBe(100)
  const { id: run, ...planned } = await handlers.startRun({ model: 'cyclegan', dataset: dataset.id, settings: small })
  expect(planned).toMatchObject({ stepsPerEpoch: 5, epochs: 2 })
  const { inputs } = await until(run, 'finished')
  expect(inputs.find(({ key }) => key === 'direction')).toMatchObject({
    kind: 'choice',
    choices: ['photos → paintings', 'paintings → photos']
  })
})

test(
  'evaluation says how near translations are to the other folder, and how near what comes back is, either ' + 'way',
  async () => {
    const { handlers, dataset, until } = await imported()
    const { id: run } = await handlers.startRun({
      model: 'cyclegan',
      dataset: dataset.id,
      settings: { ...small, epochs: 8 }
    })
    await until(run, 'finished')
    const [subject] = (await handlers.listEvaluations({ run })).subjects
    expect(subject).toMatchObject({ id: 'cycles', refusal: null })
    expect(subject?.intro).toContain('photos → paintings, and paintings → photos')

    const found = await handlers.evaluateRun({
      run,
      job: randomUUID(),
      epochs: [4, 8],
      options: { samples: 64 },
      seed: 0
    })
    // The stand-in makes them lighter by the step, 20 and 40, and the other way by half of it darker.
    expect(valueIn(found, 'l1-there-and-back', 4)).toMatchObject({ value: 10, reference: 15 })
    expect(valueIn(found, 'l1-there-and-back', 8)).toMatchObject({ value: 20, reference: 30 })
    const distance = valueIn(found, 'domain-distance', 8)
    expect(distance?.settings).toEqual({ samples: 5, seed: 0 })
    expect(distance?.value).toBeLessThan(distance?.reference ?? 0)
    expect(distance?.value).toBeGreaterThan(0)
    const table = found.reports.find(({ metric }) => metric === 'domain-distance')?.table
    expect(table?.rows.map(({ label }) => label)).toEqual(['photos → paintings', 'paintings → photos'])
    // 60 become 100 where 160 are wanted; 160 become 140 where 60 are wanted: 60 and 80 of the 100 that lay between.
    const [there = [], back = []] = table?.rows.map(({ values }) => values) ?? []
    expect((there[0] ?? 0) / (there[1] ?? 0)).toBeCloseTo(0.6, 5)
    expect((back[0] ?? 0) / (back[1] ?? 0)).toBeCloseTo(0.8, 5)
    expect(valueIn(found, 'ms-ssim')?.value).toBeCloseTo(1, 5)
    await handlers.deleteDataset({ dataset: dataset.id })
    expect((await handlers.listEvaluations({ run })).subjects[0]?.refusal).toMatch(/Its pictures were deleted/)
    await expect(handlers.evaluateRun({ run, job: randomUUID(), options: { samples: 2 }, seed: 0 })).rejects.toThrow(
      /The dataset "Works" of .* was deleted/
    )
  }
)

test('a picture that is longer than any is translated is shrunk, and why is said', async () => {
  const { handlers, dataset, until } = await imported()
  const { id: run } = await handlers.startRun({ model: 'cyclegan', dataset: dataset.id, settings: small })
  await until(run, 'finished')
  const bytes = Uint8Array.from(await plain(9000, 12, { r: 60, g: 60, b: 60 }).png().toBuffer())
  const file = { name: 'panorama.png', bytes }
  const made = await handlers.translateWhole({ run, file })
  expect(made).toMatchObject({
    width: 8192,
    height: 11,
    shrunkFrom: { width: 9000, height: 12, why: 'no side is translated longer than 8,192 pixels' }
  })
  // Who names a size knows it.
  expect(await handlers.translateWhole({ run, file, longest: 900 })).toMatchObject({
    width: 900,
    height: 1,
    shrunkFrom: null
  })
})
