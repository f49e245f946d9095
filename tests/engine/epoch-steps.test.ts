/** Epochs of so many steps, as papers that count steps report (`mlp-simple`: 20,000, every 1,000). */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openEngine } from '../../src/main/engine/engines'
import type { Report, TrainOrder } from '../../src/main/engine/protocol'
import { train } from '../../src/main/engine/training'
import { findModel } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'
import { stepsPerEpoch } from '../../src/main/models/settings'
import { drawLatents, uniformStream } from '../../src/shared/random'

await openEngine('tensorflow')
const folder = mkdtempSync(join(tmpdir(), 'atelier-epoch-steps-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

const model = findModel('mlp-simple')
const count = 40
const path = join(folder, 'pictures.bin')
const random = uniformStream('pictures of epochs')
writeFileSync(
  path,
  Uint8Array.from({ length: count * 784 }, () => Math.floor(random() * 256))
)

/** Five steps go through all pictures once. */
async function run(epochSteps: number, epochs: number, resumeFrom: string | null = null, stopAt = Infinity) {
  const settings = completeSettings(model, { batchSize: 8, epochSteps })
  const order: TrainOrder = {
    type: 'train',
    model: model.id,
    settings,
    seed: 5,
    epochs,
    dataset: { path, count, shape: [28, 28, 1] },
    checkpoints: mkdtempSync(join(folder, 'run')),
    resumeFrom,
    sampleInputs: { latents: drawLatents(5, 16, 100) },
    sampleCount: 16
  }
  const reports: Report[] = []
  await train(
    order,
    report => {
      reports.push(report)
    },
    { shouldStop: async step => step >= stopAt, reportEvery: 0 }
  )
  const ended = reports.at(-1)
  return {
    epochs: reports.filter(report => report.type === 'epoch'),
    losses: reports.flatMap(report => (report.type === 'steps' ? [...(report.losses[0] ?? [])] : [])),
    stopped: ended?.type === 'stopped' && ended.checkpoint ? join(order.checkpoints, ended.checkpoint.file) : null
  }
}

test(
  'mlp-simple reports every 1,000 of 20,000 steps, however many pictures there are; none where they do not ' +
    'fill a batch',
  () => {
    const settings = completeSettings(model, {})
    expect(settings).toMatchObject({ epochs: 20, epochSteps: 1000 })
    expect([127, 128, 60_000].map(pictures => stepsPerEpoch(pictures, settings))).toEqual([0, 1000, 1000])
  }
)

test('every so many steps it gives D loss, G loss, D accuracy and 4 × 4 samples', async () => {
  const { epochs } = await run(7, 2)
  expect(epochs.map(({ step }) => step)).toEqual([7, 14])
  for (const { losses, measures, samples } of epochs) {
    expect(losses).toHaveLength(2)
    expect(measures.accuracy).toBeGreaterThanOrEqual(0)
    expect(measures.accuracy).toBeLessThanOrEqual(1)
    expect(samples).toMatchObject({ count: 16, shape: [28, 28, 1] })
  }
})

test(
  'passes go on over the ends of epochs: the same steps in other ' + 'portions, also when broken off between',
  async () => {
    const whole = await run(14, 1)
    expect((await run(7, 2)).losses).toEqual(whole.losses)
    const first = await run(7, 2, null, 9)
    expect(first.losses).toHaveLength(9)
    const rest = await run(7, 2, first.stopped)
    expect([...first.losses, ...rest.losses]).toEqual(whole.losses)
  }
)
