/** A training of so many steps: its last epoch may be a part of one, and going on finishes that one. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readTensors } from '../../src/main/checkpoints/safetensors'
import { openEngine } from '../../src/main/engine/engines'
import type { Report, TrainOrder } from '../../src/main/engine/protocol'
import { train } from '../../src/main/engine/training'
import { findModel } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'
import { drawLatents, uniformStream } from '../../src/shared/random'
import { epochsOfSteps, lengthWords, partWords, totalSteps } from '../../src/shared/run-length'

await openEngine('tensorflow')
const folder = mkdtempSync(join(tmpdir(), 'atelier-steps-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const path = join(folder, 'pictures.bin')
const random = uniformStream('steps')
writeFileSync(
  path,
  Uint8Array.from({ length: 24 * 784 }, () => Math.floor(random() * 256))
)

async function run(change: Partial<TrainOrder>) {
  const checkpoints = mkdtempSync(join(folder, 'run'))
  const reports: Report[] = []
  await train(
    {
      type: 'train',
      model: 'mlp-simple',
      settings: completeSettings(findModel('mlp-simple'), { batchSize: 4, epochSteps: 6 }),
      seed: 7,
      epochs: 2,
      dataset: { path, count: 24, shape: [28, 28, 1] },
      checkpoints,
      resumeFrom: null,
      sampleInputs: { latents: drawLatents(3, 4, 100) },
      sampleCount: 4,
      ...change
    },
    report => reports.push(report),
    { reportEvery: 0, shouldStop: async () => false }
  )
  const epochs = reports.flatMap(report => (report.type === 'epoch' ? [report] : []))
  const file = join(checkpoints, epochs.at(-1)?.checkpoint.file ?? '')
  return { epochs, file, last: reports.at(-1) }
}

test('ends in the middle of an epoch, which has its sheet, its checkpoint and the means of its own steps', async () => {
  const { epochs, last } = await run({ steps: 10 })
  expect(epochs.map(({ epoch, step, checkpoint }) => [epoch, step, checkpoint.epoch, checkpoint.step])).toEqual([
    [1, 6, 1, 6],
    [2, 10, 2, 10]
  ])
  expect(last).toEqual({ type: 'done', epochs: 2, step: 10 })
  const part = epochs[1]
  expect(part?.stepsPerSecond).toBeCloseTo(4 / (part?.seconds ?? NaN), 8)
  expect(part?.samples.pixels).toHaveLength(4 * 784)
})

test('fewer steps than an epoch has, and exactly as many as two have', async () => {
  expect((await run({ steps: 2, epochs: 1 })).epochs.map(({ epoch, step }) => [epoch, step])).toEqual([[1, 2]])
  expect((await run({ steps: 12 })).epochs.map(({ step }) => step)).toEqual([6, 12])
})

test(
  'going on finishes that epoch as if nothing had happened: the same weights, and the means of all its ' + 'steps',
  async () => {
    const [whole, part] = [await run({}), await run({ steps: 10 })]
    const rest = await run({ resumeFrom: part.file })
    expect(rest.epochs.map(({ epoch, step }) => [epoch, step])).toEqual([[2, 12]])
    expect(rest.epochs[0]?.losses).toEqual(whole.epochs[1]?.losses)
    const [a, b] = [readTensors(whole.file), readTensors(rest.file)]
    for (const [name, { values }] of a.tensors) expect(b.tensors.get(name)?.values, name).toEqual(values)
  }
)

test('how long a run is, in words', () => {
  const run = { steps: 10, epochs: 2, stepsPerEpoch: 6 }
  expect([totalSteps(run), totalSteps({ ...run, steps: null })]).toEqual([10, 12])
  expect([epochsOfSteps(10, 6), epochsOfSteps(12, 6)]).toEqual([2, 2])
  expect(partWords({ epoch: 2, step: 10 }, 6)).toBe('4 of 6 steps')
  expect(partWords({ epoch: 2, step: 12 }, 6)).toBe('')
  expect([lengthWords({ steps: 1240, epochs: 3 }), lengthWords({ steps: null, epochs: 1 })]).toEqual([
    '1,240 steps',
    '1 epoch'
  ])
})
