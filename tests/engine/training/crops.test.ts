/** A run that learns random crops: broken off in the middle of an epoch, it goes on to the very same weights. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readTensors } from '../../../src/main/checkpoints/safetensors'
import { openEngine } from '../../../src/main/engine/engines'
import type { Report, TrainOrder } from '../../../src/main/engine/protocol'
import { train } from '../../../src/main/engine/training'
import { findModel } from '../../../src/main/models'
import { completeSettings } from '../../../src/main/models/definition'
import { drawLatents, uniformStream } from '../../../src/shared/random'

await openEngine('tensorflow')
const folder = mkdtempSync(join(tmpdir(), 'atelier-crops-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const count = 40
const pixels = uniformStream('pictures that crops are parts of')
const path = join(folder, 'pictures.bin')
writeFileSync(
  path,
  Uint8Array.from({ length: count * 72 * 48 }, () => Math.floor(pixels() * 256))
)

const order = (name: string, change: Partial<TrainOrder> = {}): TrainOrder => ({
  type: 'train',
  model: 'dcgan-28',
  settings: completeSettings(findModel('dcgan-28'), { width: 8, batchSize: 8, samples: 4, aspect: '2:3' }),
  seed: 3,
  epochs: 2,
  dataset: { path, count, shape: [72, 48, 1] },
  checkpoints: mkdtempSync(join(folder, name)),
  resumeFrom: null,
  sampleInputs: { latents: drawLatents(3, 4, 100) },
  sampleCount: 4,
  ...change
})

async function run(given: TrainOrder, stopAt = Infinity): Promise<{ reports: Report[]; weights: unknown }> {
  const reports: Report[] = []
  await train(given, report => reports.push(report), { shouldStop: async step => step >= stopAt, reportEvery: 0 })
  const file = join(given.checkpoints, 'step-00000010.safetensors')
  return {
    reports,
    weights: stopAt === Infinity ? [...readTensors(file).tensors].map(([name, { values }]) => [name, values]) : null
  }
}

test('resumed, it sees the same parts', async () => {
  const whole = await run(order('whole'))
  const begun = order('begun')
  const last = (await run(begun, 7)).reports.at(-1)
  const resumeFrom = join(begun.checkpoints, last?.type === 'stopped' ? (last.checkpoint?.file ?? '') : '')
  expect((await run(order('resumed', { resumeFrom }))).weights).toEqual(whole.weights)
  const shown = whole.reports.find(report => report.type === 'epoch')
  expect(shown?.samples.shape).toEqual([36, 24, 1])
})

test('pictures that are as wide as they are learned but higher are no crops', async () => {
  const tall = order('tall', { dataset: { path, count, shape: [144, 24, 1] } })
  await expect(run(tall)).rejects.toThrow('The pictures are 144×24×1; the model wants 36×24×1.')
})
