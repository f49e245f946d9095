/** 20,000 steps leave memory where it was. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, expect, test } from 'vitest'
import type { Report } from '../../src/main/engine/protocol'
import { findModel } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'
import { drawLatents, uniformStream } from '../../src/shared/random'

// Steps this small are over before a second thread has woken. TensorFlow reads these when it loads, which is below.
Object.assign(process.env, { TF_NUM_INTEROP_THREADS: '1', TF_NUM_INTRAOP_THREADS: '1' })
await (await import('../../src/main/engine/engines')).openEngine('tensorflow')
const { native } = await import('../../src/main/engine/tensorflow/binding')
const { tf } = await import('../../src/main/engine/tensorflow/tf')
const { train } = await import('../../src/main/engine/training')
/** Buffers that tensors came out in are given back when JavaScript's garbage is collected, and not before. */
setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void
const folder = mkdtempSync(join(tmpdir(), 'atelier-endurance-'))
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

test('20,000 steps', { timeout: 400_000 }, async () => {
  const count = 100
  const random = uniformStream('pictures')
  const path = join(folder, 'pictures.bin')
  writeFileSync(
    path,
    Uint8Array.from({ length: count * 784 }, () => Math.floor(random() * 256))
  )
  const settings = completeSettings(findModel('dcgan-28'), {
    width: 4,
    batchSize: 2,
    latent: 8,
    samples: 4,
    passes: 20,
    learningRate: 1e-5
  })
  const seen: { resident: number; native: number; tensors: number }[] = []
  const began = performance.now()
  let stepping = 0
  await train(
    {
      type: 'train',
      model: 'dcgan-28',
      settings,
      seed: 1,
      epochs: 20,
      dataset: { path, count, shape: [28, 28, 1] },
      checkpoints: folder,
      resumeFrom: null,
      sampleInputs: { latents: drawLatents(1, 4, 8) },
      sampleCount: 4
    },
    (report: Report) => {
      if (report.type !== 'epoch') return
      stepping += report.seconds
      collect()
      seen.push({
        resident: process.memoryUsage.rss(),
        native: native.getNumOfTensors(),
        tensors: tf.memory().numTensors
      })
    },
    { shouldStop: async () => false, reportEvery: 250 }
  )
  const seconds = (performance.now() - began) / 1000
  const [warm, end] = [seen[3], seen.at(-1)]
  if (!warm || !end) throw new Error('It trained too few epochs.')
  expect(seen).toHaveLength(20)
  console.log(
    `20,000 steps in ${seconds.toFixed(1)} s; resident ${megabytes(warm.resident)} MB after ` +
      `4,000, ${megabytes(end.resident)} MB at the end; epochs' ends ` +
      `took ${((1 - stepping / seconds) * 100).toFixed(1)} %`
  )
  expect([end.native, end.tensors]).toEqual([warm.native, warm.tensors])
  // Half a kilobyte a step; it is one megabyte in all where nothing else happens.
  expect(end.resident - warm.resident).toBeLessThan(8 * 2 ** 20)
})

const megabytes = (bytes: number) => Math.round(bytes / 2 ** 20)
