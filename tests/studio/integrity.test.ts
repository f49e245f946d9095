/**
 * Files that are not as they were written: refused by name before anything is made of them, or made again, and said.
 */
import { randomUUID } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hashOf } from '../../src/main/lib/hashes'
import { temporaryFolder } from '../store/fixtures'
import { buildEvaluator } from './evaluator'
import { importPebbles, openBench, pairFolder, pictureFolder, small, type Bench } from './fixtures'

let remove = () => {}
beforeAll(async () => {
  remove = await buildEvaluator()
})
afterAll(() => remove())

/** One bit of a file, in place; its size and its time stay. */
function flip(path: string, at = Math.floor(statSync(path).size / 2)): void {
  const { atime, mtime } = statSync(path)
  const bytes = readFileSync(path)
  bytes[at] = (bytes[at] ?? 0) ^ 1
  writeFileSync(path, bytes)
  utimesSync(path, atime, mtime)
}

async function trained(model = 'dcgan-28', bench: Bench = openBench(), path?: string) {
  const { handlers, store } = bench.studio
  const dataset = path ? await handlers.importFolder({ job: randomUUID(), path }) : await importPebbles(bench.studio)
  const { id: run } = await handlers.startRun({
    model,
    dataset: dataset.id,
    seed: 3,
    settings: { ...small, ...(model === 'autoencoder' ? { channels: 'grey' } : {}) }
  })
  await bench.until(run, 'finished')
  return { ...bench, handlers, store, dataset, run }
}
const damaged = (epoch: number, nearest: string) =>
  expect.objectContaining({
    name: 'StudioError',
    code: 'not-readable',
    message: expect.stringMatching(
      new RegExp(
        `^The checkpoint of epoch ${epoch} of ".*" \\(step-\\d+\\.safetensors\\) is damaged: its file is not ` +
          `as it was written\\. ${nearest}`
      )
    )
  })
const job = () => randomUUID()

test(
  'a checkpoint with one flipped bit is refused by everything ' + 'that reads one, with the nearest good epoch',
  async () => {
    const { handlers, store, run, dataset } = await trained()
    const [, second] = store.history.checkpoints(run)
    const latents = [Array.from({ length: small.latent }, () => 0)]
    // Read before, and known: that must not count any more.
    await handlers.generate({ run, epoch: 2, inputs: { latents } })
    flip(second?.path ?? '')
    const refused = damaged(2, 'Epoch 1 is the nearest whose checkpoint is whole: choose that one\\.')
    await expect(handlers.generate({ run, epoch: 2, inputs: { latents } })).rejects.toEqual(refused)
    await expect(
      handlers.exportRun({ run, job: job(), format: 'png', options: { epoch: '2', count: 4 }, keep: false })
    ).rejects.toEqual(refused)
    await expect(
      handlers.evaluateRun({ run, job: job(), epochs: [2], options: { samples: 4 }, seed: 0 })
    ).rejects.toEqual(refused)
    await expect(
      handlers.startRun({ model: 'dcgan-28', dataset: dataset.id, settings: small, from: { run, epoch: 2 } })
    ).rejects.toEqual(refused)
    expect((await handlers.listRuns({})).map(({ id }) => id)).toEqual([run])
    expect((await handlers.listEvaluations({ run })).values).toEqual([])
    // Its neighbours are as good as ever.
    expect((await handlers.generate({ run, epoch: 3, inputs: { latents } })).count).toBe(1)
    for (const each of store.history.checkpoints(run)) if (each.epoch !== 2) flip(each.path)
    await expect(handlers.generate({ run, inputs: { latents } })).rejects.toEqual(
      damaged(3, 'None of its other checkpoints is whole\\.')
    )
  }
)

test('the same of encoders, features and translations', async () => {
  const coder = await trained('autoencoder')
  flip(coder.store.history.checkpoints(coder.run).at(-1)?.path ?? '')
  await expect(coder.handlers.encode({ run: coder.run, pictures: [0] })).rejects.toEqual(damaged(3, 'Epoch 2'))
  await expect(coder.handlers.reconstruct({ run: coder.run, count: 2 })).rejects.toEqual(damaged(3, 'Epoch 2'))

  const pairs = await trained('cgan-image', openBench(), await pairFolder(6))
  flip(pairs.store.history.checkpoints(pairs.run)[0]?.path ?? '')
  await expect(pairs.handlers.translate({ run: pairs.run, epoch: 1, of: { count: 2 } })).rejects.toEqual(
    damaged(1, 'Epoch 2')
  )

  const bench = openBench()
  const folder = join(temporaryFolder(), 'lamps')
  for (const [name, light] of [
    ['off', 40],
    ['on', 200]
  ] as const) {
    mkdirSync(join(folder, name), { recursive: true })
    for (let i = 0; i < 6; i++)
      await sharp(new Uint8Array(28 * 28).fill(light + i), { raw: { width: 28, height: 28, channels: 1 } })
        .png()
        .toFile(join(folder, name, `${i}.png`))
  }
  const classes = await trained('dcgan-28', bench, folder)
  flip(classes.store.history.checkpoints(classes.run).at(-1)?.path ?? '')
  await expect(
    classes.handlers.evaluateRun({
      run: classes.run,
      job: job(),
      metrics: ['classes'],
      options: { training: 10, heldOut: 10 },
      seed: 0
    })
  ).rejects.toEqual(damaged(3, 'Epoch 2'))
})

test.runIf(process.platform === 'linux')(
  'a checkpoint that the disk cannot read any more (here /proc/self/mem) says so',
  async () => {
    const { handlers, store, run } = await trained()
    const path = store.history.checkpoints(run).at(-1)?.path ?? ''
    rmSync(path)
    symlinkSync('/proc/self/mem', path)
    await expect(
      handlers.exportRun({ run, job: job(), format: 'png', options: { count: 1 }, keep: false })
    ).rejects.toThrow(
      /\(step-00000009\.safetensors\) cannot be read: the disk reports an error\. Epoch 2 is the nearest/
    )
  }
)

test(
  'packed pictures of the same size with other bytes are not trained on: they are packed again, and that ' + 'is said',
  async () => {
    const { handlers, store, dataset, until, heard, run } = await trained()
    const cache = store.datasets.cache(dataset.id, store.runs.framing(run))
    const whole = readFileSync(cache?.path ?? '')
    flip(cache?.path ?? '')
    const { id } = await handlers.startRun({ model: 'dcgan-28', dataset: dataset.id, settings: small })
    await until(id, 'finished')
    expect(readFileSync(cache?.path ?? '').equals(whole)).toBe(true)
    expect(heard('notice').filter(notice => notice.run === id && notice.level === 'warning')).toEqual([
      {
        level: 'warning',
        run: id,
        message: expect.stringMatching(
          /^The prepared pictures of "pebbles" are damaged: pictures-28-grey-cover-centre\.u8 is not as it was written\. They were made again from the pictures themselves\.$/
        )
      }
    ])

    // And when an evaluation opens them; other pictures by then, which is said too.
    flip(cache?.path ?? '')
    await sharp(new Uint8Array(20 * 16).fill(9), { raw: { width: 20, height: 16, channels: 1 } })
      .png()
      .toFile(join(dataset.origin, '00.png'))
    await handlers.evaluateRun({ run: id, job: job(), options: { samples: 4 }, seed: 0 })
    expect(heard('notice').at(-1)?.message).toMatch(
      /made again .* They are not the same as before: pictures have changed/
    )
  }
)

test('where the pictures are gone, damaged packed ones are refused in words', async () => {
  const { handlers, store, dataset, until, run } = await trained()
  flip(store.datasets.cache(dataset.id, store.runs.framing(run))?.path ?? '')
  rmSync(dataset.origin, { recursive: true })
  const { id } = await handlers.startRun({ model: 'dcgan-28', dataset: dataset.id, settings: small })
  const words =
    /^The prepared pictures of "pebbles" are damaged: .*\.u8 is not as it was written, and could not be made again\. The picture “.*” of “pebbles” cannot be read any more\./
  expect(await until(id, 'failed')).toMatchObject({ status: 'failed', error: expect.stringMatching(words) })
  await expect(handlers.evaluateRun({ run, job: job(), options: { samples: 4 }, seed: 0 })).rejects.toThrow(words)
})

test('what is older than hashes gets one when it is first read', async () => {
  const { handlers, store, dataset, run, folder } = await trained()
  await handlers.evaluateRun({ run, job: job(), options: { samples: 4 }, seed: 0 })
  const raw = new Database(join(folder, 'atelier.db'))
  const hashes = (table: string) => raw.prepare(`SELECT sha256 FROM ${table} WHERE file IS NOT NULL`).pluck().all()
  const before = ['caches', 'samples', 'metrics'].map(hashes)
  for (const table of ['caches', 'samples', 'metrics']) raw.exec(`UPDATE ${table} SET sha256 = NULL`)
  for (const epoch of [1, 2, 3]) await handlers.sampleSheet({ run, epoch })
  await handlers.listEvaluations({ run })
  expect(['samples', 'metrics'].map(hashes)).toEqual(before.slice(1))
  await handlers.evaluateRun({ run, job: job(), options: { samples: 4 }, seed: 1 })
  expect(hashes('caches')).toEqual(before[0])
  raw.close()
  expect(store.datasets.cache(dataset.id, store.runs.framing(run))?.sha256).toMatch(/^[0-9a-f]{64}$/)
})

test('a sheet with a flipped bit is refused by epoch and file, alone and in a film; the others are not', async () => {
  const { handlers, store, run } = await trained()
  const path = store.history.sheet(run, 2)?.path ?? ''
  flip(path)
  const refused = expect.objectContaining({
    code: 'not-readable',
    message:
      `The sheet of epoch 2 (“${path}”) is damaged: its file is not as it was written. The run's other epochs ` +
      'are not affected.'
  })
  await expect(handlers.sampleSheet({ run, epoch: 2 })).rejects.toEqual(refused)
  const options = { framesPerSecond: 8, scale: 1, columns: 2, rows: 2, holdSeconds: 1, every: 1 }
  await expect(handlers.exportRun({ run, job: job(), format: 'gif', options, keep: false })).rejects.toEqual(refused)
  expect(
    (await handlers.exportRun({ run, job: job(), format: 'gif', options: { ...options, firstEpoch: 3 }, keep: false }))
      .facts.frames
  ).toBe(1)
  rmSync(path)
  await expect(handlers.sampleSheet({ run, epoch: 2 })).rejects.toThrow(/^The sheet of epoch 2 .* is missing\./)
})

test('a damaged sheet of nearest pictures is found once more', async () => {
  const { handlers, store, run } = await trained()
  await handlers.evaluateRun({ run, job: job(), options: { samples: 4 }, seed: 0 })
  const path = store.metrics.list(run).find(({ figure }) => figure)?.figure?.path ?? ''
  const shown = ({ reports }: { reports: { metric: string }[] }) => reports.map(({ metric }) => metric)
  const whole = readFileSync(path)
  flip(path)
  expect(shown(await handlers.listEvaluations({ run }))).not.toContain('nearest')
  expect(shown(await handlers.evaluateRun({ run, job: job(), options: { samples: 4 }, seed: 0 }))).toContain('nearest')
  expect(readFileSync(path).equals(whole)).toBe(true)
})

test('a hash is worked out once for as long as a file is the same, however it became another', async () => {
  const path = join(await pictureFolder(1), '00.png')
  const first = await hashOf(path)
  expect(await hashOf(path)).toBe(first)
  flip(path)
  expect(await hashOf(path)).not.toBe(first)
  flip(path)
  expect(await hashOf(path)).toBe(first)
  await expect(hashOf(join(path, 'none'))).rejects.toThrow()
})
