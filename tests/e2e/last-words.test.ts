/** An engine that ends while the studio is busy: what it said last is heard all the same, however large. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { drawLatents } from '../../src/shared/random'
import type { Report } from '../../src/main/engine/protocol'
import { findModel } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'
import { engineEnvironment, forkEngine, type EngineExit } from '../../src/main/studio/engine-process'

test('the last epoch of large pictures comes, and that it was the last', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-last-words-'))
  const path = join(folder, 'pictures.u8')
  const [count, shown, size] = [8, 64, 64 * 64 * 3]
  writeFileSync(path, Uint8Array.from({ length: count * size }, (_, i) => (i * 31) % 256))
  const model = 'dcgan-64'
  const settings = completeSettings(findModel(model), { width: 4, batchSize: 4, samples: shown, epochs: 1 })
  const engine = forkEngine(resolve('out/main/trainer.js'), { ...engineEnvironment(), ATELIER_ENGINE: 'tensorflow' })
  const reports: Report[] = []
  const ended = new Promise<EngineExit>(done => { engine.onExit(done) })
  engine.onReport(report => {
    reports.push(report)
    // Longer than it takes to train that little: the engine ends meanwhile.
    if (report.type === 'started') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 6000)
  })
  engine.send({ type: 'train', model, settings, seed: 1, epochs: 1, dataset: { path, count, shape: [64, 64, 3] }, checkpoints: folder, resumeFrom: null, sampleLatents: drawLatents(1, shown, findModel(model).latent(settings)), sampleCount: shown })
  const { code } = await ended
  rmSync(folder, { recursive: true, force: true })
  expect(code).toBe(0)
  const epoch = reports.find(report => report.type === 'epoch')
  expect(epoch?.samples.pixels).toHaveLength(shown * size)
  expect(reports.at(-1)).toMatchObject({ type: 'done', epochs: 1 })
}, 120_000)
