/** A run on a shape that was drawn by hand goes to another machine: its strokes are all there is to its points. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createStudio, type Studio } from '../../src/main/studio'
import { until } from '../e2e/support/until'
import { startMachine, type TestMachine } from './support/machine'
import { canServe } from './support/ssh-server'

const patience = 300_000
let machine: TestMachine
let studio: Studio
let folder = ''
beforeAll(async () => {
  if (!canServe) return
  machine = await startMachine()
  folder = mkdtempSync(join(tmpdir(), 'atelier-drawn-'))
  studio = createStudio({ workspace: folder, host: { kind: 'browser' }, emit: () => undefined })
}, patience)
afterAll(async () => {
  await studio?.close()
  await machine?.stop()
  if (folder !== '') rmSync(folder, { recursive: true, force: true })
})

test.skipIf(!canServe)(
  'the same losses here and there',
  async () => {
    const { handlers, store } = studio
    const settings = { device: 'none' }
    await handlers.addMachine({
      name: 'box',
      address: 'studio-box',
      fingerprint: null,
      folder: machine.folder,
      settings
    })
    const strokes = [Array.from({ length: 9 }, (_, i) => ({ x: Math.cos(i) / 2, y: Math.sin(i) / 2 }))]
    const { id: dataset } = await handlers.importDrawing({ job: crypto.randomUUID(), strokes })
    const train = async (on?: string) => {
      const asked = { model: 'gaussian-2d', dataset, seed: 7, steps: 40, settings: {}, on }
      const { id } = await handlers.startRun(asked)
      const ended = await until(
        'it has ended',
        () => {
          const run = store.runs.get(id)
          return ['finished', 'failed', 'interrupted'].includes(run.status) && run
        },
        patience
      )
      expect(ended.error).toBeNull()
      return store.history.steps(id, 1e9)
    }
    const here = await train()
    expect(here.step).toHaveLength(40)
    expect(await train('box')).toEqual(here)
  },
  patience
)
