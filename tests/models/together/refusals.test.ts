/** What cannot be trained or drawn with the reference GANs: a sentence each, with what to do. */
import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Settings } from '../../../src/shared/domain'
import { openStore } from '../../../src/main/store'
import { newDataset, newRun, temporaryFolder } from '../../store/fixtures'
import { importPebbles, openBench } from '../../studio/fixtures'

const refused = (message: string | RegExp) => ({
  code: 'bad-input',
  message: typeof message === 'string' ? expect.stringContaining(message) : expect.stringMatching(message)
})

test('a preset for classes on pictures without any', async () => {
  const { studio } = openBench()
  const dataset = (await importPebbles(studio)).id
  await expect(studio.handlers.startRun({ model: 'biggan', dataset, settings: {} })).rejects.toMatchObject(
    refused(/^BigGAN learns pictures by class, and the pictures of "pebbles" have none\. Put them in one sub-folder/)
  )
})

test('more classes than pictures', async () => {
  const folder = temporaryFolder()
  const store = openStore(folder)
  const { id } = store.datasets.add(newDataset({ labels: ['flat', 'round', 'green'] }))
  store.close()
  const { studio } = openBench({ folder })
  await expect(studio.handlers.startRun({ model: 'biggan', dataset: id, settings: {} })).rejects.toMatchObject(
    refused(/^"Pebbles" has 3 classes and only 2 pictures: .* Add pictures to each class/)
  )
})

test.each<[string, Settings, string | RegExp]>([
  [
    'progan',
    { size: '48' },
    /^Picture size \(size\) cannot be "48"\. The nearest are 32 and 64\. It must be one of 4, 8, 16, 32, 64, /
  ],
  ['stylegan', { size: '100' }, 'The nearest are 64 and 128. It must be one of 32, 64, 128, 256, 512, 1024'],
  ['r3gan', { size: '33' }, 'The nearest are 32 and 64. It must be one of 32, 64, 128, 256'],
  ['r3gan', { size: '1000' }, 'The nearest is 256. It must be'],
  ['r3gan', { size: 'large' }, 'cannot be "large". It must be one of 32'],
  ['stylegan', { gamma: -1 }, 'R1 penalty (γ) (gamma) must be a number from 0 to 1000; got -1'],
  ['r3gan', { r1: 1e9 }, /\(r1\) must be a number from 0 to .*; got 1000000000/],
  ['progan', { gradientPenalty: -10 }, /\(gradientPenalty\) must be a number from 0 to .*; got -10/]
])('%s with %j', async (model, settings, message) => {
  const { studio } = openBench()
  const dataset = (await importPebbles(studio)).id
  await expect(studio.handlers.startRun({ model, dataset, settings })).rejects.toMatchObject(refused(message))
  expect(await studio.handlers.listRuns({})).toEqual([])
})

test('another size on resume: the run has weights by its size, and a new one can begin with them', async () => {
  const folder = temporaryFolder()
  const store = openStore(folder)
  const { id: dataset } = store.datasets.add(newDataset())
  const run = newRun(dataset, { id: randomUUID(), model: 'progan', settings: { size: '32', batchSize: 2 } })
  store.runs.add(run)
  store.close()
  const { studio } = openBench({ folder })
  await expect(studio.handlers.resumeRun({ run: run.id, settings: { size: '64' } })).rejects.toMatchObject(
    refused(
      /^"First" has weights by its size already, so that cannot change\. Start a new run for it, which can begin with/
    )
  )
})
