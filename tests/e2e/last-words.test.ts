/**
 * An engine that ends while the studio is busy: what it said last is heard all the same, however large, on either host.
 */
import { fork } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { drawLatents } from '../../src/shared/random'
import type { Report, TrainOrder } from '../../src/main/engine/protocol'
import { findModel } from '../../src/main/models'
import { completeSettings } from '../../src/main/models/definition'
import { startUtilityProcess } from '../../src/main/shell/utility-process'
import { engineEnvironment, startEngine } from '../../src/main/studio/engines/engine-process'
import type { ProcessExit, StartProcess } from '../../src/main/studio/processes/child'
import { forkProcess } from '../../src/main/studio/processes/fork'

/** Electron's utilityProcess on a Node process whose parentPort loses what is posted just before its end. */
vi.mock('electron', () => ({
  app: { on: () => {} },
  utilityProcess: {
    fork: (program: string, _words: string[], { env }: { env: NodeJS.ProcessEnv }) => {
      const child = fork(program, [], {
        serialization: 'advanced',
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
        env,
        execArgv: ['--import', resolve('tests/e2e/support/parent-port.mjs')]
      })
      return Object.assign(child, { postMessage: (message: object) => child.send(message) })
    }
  }
}))

const [count, shown, size] = [8, 64, 64 * 64 * 3]
const program = resolve('out/main/trainer.js')

function order(): TrainOrder {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-last-words-'))
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  const path = join(folder, 'pictures.u8')
  writeFileSync(
    path,
    Uint8Array.from({ length: count * size }, (_, i) => (i * 31) % 256)
  )
  const model = 'dcgan-64'
  const settings = completeSettings(findModel(model), { width: 4, batchSize: 4, samples: shown, epochs: 1 })
  return {
    type: 'train',
    model,
    settings,
    seed: 1,
    epochs: 1,
    dataset: { path, count, shape: [64, 64, 3] },
    checkpoints: folder,
    resumeFrom: null,
    sampleInputs: { latents: drawLatents(1, shown, findModel(model).latent(settings)) },
    sampleCount: shown
  }
}

/** @param busy how long this process is deaf after the start, ms: longer than it takes to train that little */
async function trained(
  start: StartProcess,
  given: TrainOrder,
  busy: number
): Promise<{ reports: Report[]; exit: ProcessExit }> {
  const engine = startEngine(start, program, { ...engineEnvironment(), ATELIER_ENGINE: 'tensorflow' })
  const reports: Report[] = []
  const ended = new Promise<ProcessExit>(done => {
    engine.onExit(done)
  })
  engine.onReport(report => {
    reports.push(report)
    if (report.type === 'started') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, busy)
  })
  engine.send(given)
  return { reports, exit: await ended }
}

test.each([
  ['Node’s fork', forkProcess],
  ['Electron’s utilityProcess', startUtilityProcess]
])(
  'over %s the last epoch of large pictures comes, and that it was the last',
  async (_, start) => {
    const { reports, exit } = await trained(start, order(), 6000)
    expect(exit).toMatchObject({ code: 0, signal: null })
    const epoch = reports.find(report => report.type === 'epoch')
    expect(epoch?.samples.pixels).toHaveLength(shown * size)
    expect(reports.at(-1)).toMatchObject({ type: 'done', epochs: 1 })
  },
  120_000
)

test.each([
  ['Node’s fork', forkProcess],
  ['Electron’s utilityProcess', startUtilityProcess]
])(
  'over %s the error that it ends with comes',
  async (_, start) => {
    const { reports, exit } = await trained(start, { ...order(), resumeFrom: '/nowhere/step-1.safetensors' }, 0)
    expect(exit).toMatchObject({ code: 1, signal: null })
    expect(reports.at(-1)).toMatchObject({
      type: 'error',
      message: expect.stringContaining('step-1.safetensors cannot be read')
    })
  },
  120_000
)
