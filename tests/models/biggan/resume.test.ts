/** BigGAN goes on exactly: updates of D on their own batches, each in parts, and an average that begins on the way. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readTensors } from '../../../src/main/checkpoints/safetensors'
import { openEngine } from '../../../src/main/engine/engines'
import type { Report } from '../../../src/main/engine/protocol'
import { train } from '../../../src/main/engine/training'
import { findModel } from '../../../src/main/models'
import { completeSettings } from '../../../src/main/models/definition'
import { galleryInputs } from '../../../src/main/models/gallery'
import { fitBatch } from '../../../src/main/studio/runs/fit-batch'
import { uniformStream } from '../../../src/shared/random'

await openEngine('tensorflow')
const folder = mkdtempSync(join(tmpdir(), 'atelier-biggan-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const [count, side] = [24, 32]
const model = findModel('biggan')
const settings = completeSettings(model, {
  ...{ width: 4, classes: 3, perClass: 1, latent: 8, shared: 4, channels: 'grey' },
  ...{ batchSize: 4, accumulate: 2, emaDecay: 0.9, emaStart: 2 }
})
const path = join(folder, 'pictures.bin')
const random = uniformStream('biggan pictures')
writeFileSync(
  path,
  Uint8Array.from({ length: count * side * side }, () => Math.floor(random() * 256))
)

async function run(name: string, resumeFrom: string | null = null, stopAt = Infinity) {
  const checkpoints = mkdtempSync(join(folder, name))
  const reports: Report[] = []
  await train(
    {
      type: 'train',
      model: 'biggan',
      settings,
      seed: 3,
      epochs: 2,
      dataset: {
        path,
        count,
        shape: [side, side, 1],
        labels: Int32Array.from({ length: count }, (_, i) => i % 3)
      },
      checkpoints,
      resumeFrom,
      sampleInputs: galleryInputs(model, settings, 3),
      sampleCount: 3
    },
    report => {
      reports.push(report)
    },
    { shouldStop: async step => step >= stopAt, reportEvery: 0 }
  )
  return { reports, file: (step: number) => join(checkpoints, `step-${String(step).padStart(8, '0')}.safetensors`) }
}

const weights = (file: string) => new Map([...readTensors(file).tensors].map(([name, { values }]) => [name, values]))

test('stopped in an epoch, it comes to the very same weights', async () => {
  // 24 pictures are three steps of two batches of four.
  const whole = await run('whole')
  expect(whole.reports[0]).toMatchObject({ type: 'started', stepsPerEpoch: 3 })
  const stopped = await run('stopped', null, 2)
  // Until it begins, the average is the network itself.
  const early = weights(stopped.file(2))
  expect(early.get('ema/generator/b8/conv/kernel')).toEqual(early.get('generator/b8/conv/kernel'))
  const resumed = await run('resumed', stopped.file(2))
  const [end, same] = [weights(whole.file(6)), weights(resumed.file(6))]
  expect(same).toEqual(end)
  // Saved with it: Adam's state of both networks, the vectors of every power iteration, and G's average.
  const names = [...end.keys()]
  for (const part of ['adam/first/generator/', 'adam/second/discriminator/', 'ema/generator/b8/', 'spectralIn'])
    expect(names.some(name => name.includes(part))).toBe(true)
  expect(end.get('ema/generator/b8/conv/kernel')).not.toEqual(end.get('generator/b8/conv/kernel'))
}, 600_000)

test('of few pictures, a batch is as large as the batches of a step together allow', () => {
  expect(fitBatch(model, { ...settings, batchSize: 64 }, 100)['batchSize']).toBe(50)
  expect(fitBatch(model, { ...settings, batchSize: 64, discriminatorSteps: 4 }, 100)['batchSize']).toBe(25)
  expect(fitBatch(model, { ...settings, batchSize: 64, discriminatorSteps: 1 }, 100)['batchSize']).toBe(64)
  expect(fitBatch(findModel('dcgan-28'), { batchSize: 64 }, 40)['batchSize']).toBe(40)
})
