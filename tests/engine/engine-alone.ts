/** What an engine must do with nothing but itself loaded: train, save, go on exactly, draw. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openEngine } from '../../src/main/engine/engines'
import { tf } from '../../src/main/tensors/tf'
import { engineInfo } from '../../src/main/engine/info'
import type { EngineName, Report, TrainOrder } from '../../src/main/engine/protocol'
import { readTensors } from '../../src/main/checkpoints/safetensors'
import { Sampler } from '../../src/main/engine/sampling/sampler'
import { train } from '../../src/main/engine/training'
import { findModel } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'
import { drawLatents, uniformStream } from '../../src/shared/random'

/** A software driver of a GPU is slow. */
const patience = 300_000

export function testAlone(name: EngineName): void {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-alone-'))
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  const [count, shape] = [16, [28, 28, 1] as [number, number, number]]
  const path = join(folder, 'pictures.bin')
  const random = uniformStream('alone')
  writeFileSync(
    path,
    Uint8Array.from({ length: count * 784 }, () => Math.floor(random() * 256))
  )
  const settings = completeSettings(findModel('dcgan-28'), { width: 4, batchSize: 8, samples: 4 })

  async function run(change: Partial<TrainOrder>): Promise<{ reports: Report[]; folder: string }> {
    const reports: Report[] = []
    const order: TrainOrder = {
      type: 'train',
      model: 'dcgan-28',
      settings,
      seed: 3,
      epochs: 2,
      dataset: { path, count, shape },
      checkpoints: mkdtempSync(join(folder, 'run')),
      resumeFrom: null,
      sampleInputs: { latents: drawLatents(3, 4, 100) },
      sampleCount: 4,
      ...change
    }
    await train(
      order,
      report => {
        reports.push(report)
      },
      { shouldStop: async () => false, reportEvery: 0 }
    )
    return { reports, folder: order.checkpoints }
  }

  test(
    `${name} trains without the native library, and goes on from a checkpoint to the same weights`,
    async () => {
      await openEngine(name)
      expect(
        Object.keys(createRequire(import.meta.url).cache).filter(
          file => file.includes('tfjs-node') || (file.endsWith('.node') && file.includes('tfjs'))
        )
      ).toEqual([])
      expect(await engineInfo()).toMatchObject({ engine: name, selfTest: true })
      const whole = await run({})
      const steps = whole.reports.flatMap(report =>
        report.type === 'steps' ? report.losses.flatMap(column => [...column]) : []
      )
      expect(steps).toHaveLength(8)
      for (const loss of steps) expect(Math.abs(loss - Math.LN2)).toBeLessThan(1)
      const half = await run({ epochs: 1 })
      const resumed = await run({ resumeFrom: join(half.folder, 'step-00000002.safetensors') })
      const weights = (from: string) =>
        new Map(
          [...readTensors(join(from, 'step-00000004.safetensors')).tensors].map(([key, tensor]) => [key, tensor.values])
        )
      expect(weights(resumed.folder)).toEqual(weights(whole.folder))

      const last = whole.reports.findLast(report => report.type === 'epoch')
      const order = {
        model: 'dcgan-28',
        settings,
        shape,
        checkpoint: join(whole.folder, 'step-00000004.safetensors'),
        inputs: { latents: drawLatents(3, 4, 100) },
        count: 4
      }
      const sampler = new Sampler()
      const { pixels } = await sampler.generate(order)
      expect(
        Math.max(...pixels.map((value, i) => Math.abs(value - (last?.samples.pixels[i] ?? 255))))
      ).toBeLessThanOrEqual(1)
      // One picture is drawn by another program; where both have the same weights, each still draws of its checkpoint.
      const earlier = join(whole.folder, 'step-00000002.safetensors')
      const one = { inputs: { latents: drawLatents(3, 4, 100).subarray(0, 100) }, count: 1 }
      const before = (await new Sampler().generate({ ...order, ...one, checkpoint: earlier })).pixels
      expect(before).not.toEqual((await sampler.generate({ ...order, ...one })).pixels)
      expect((await sampler.generate({ ...order, ...one, checkpoint: earlier })).pixels).toEqual(before)
      expect((await sampler.generate(order)).pixels).toEqual(pixels)
      expect((await sampler.generate({ ...order, ...one, checkpoint: earlier })).pixels).toEqual(before)
    },
    patience
  )

  test(
    `${name} leaves no tensors behind`,
    async () => {
      await run({ epochs: 1 })
      const before = tf.memory().numTensors
      await run({ epochs: 3 })
      expect(tf.memory().numTensors).toBe(before)
    },
    patience
  )
}
