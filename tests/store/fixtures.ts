import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openStore, type Store } from '../../src/main/store'
import type { NewDataset } from '../../src/main/store/datasets'
import type { NewRun } from '../../src/main/store/runs'

export const framing = { size: 4, channels: 1, fit: 'cover', position: 'centre' } as const

/** A folder that goes when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export function temporaryStore(folder = temporaryFolder()): Store {
  const store = openStore(folder)
  onTestFinished(() => store.close())
  return store
}

export const newDataset = (over: Partial<NewDataset> = {}): NewDataset => ({
  id: randomUUID(),
  name: 'Pebbles',
  kind: 'folder',
  exampleKind: 'pictures',
  origin: '/pictures/pebbles',
  labels: ['flat', 'round'],
  pairing: null,
  sourceSize: { width: 30, height: 20 },
  grey: true,
  framing,
  fingerprint: 'f1',
  images: [
    { path: 'flat/a.png', partner: null, label: 0, width: 30, height: 20 },
    { path: 'round/b.png', partner: null, label: 1, width: 31, height: 21 }
  ],
  issues: [{ path: 'c.png', kind: 'unreadable', reason: 'It is cut short.' }],
  survey: null,
  findings: [],
  cache: null,
  ...over
})

export const newRun = (dataset: string, over: Partial<NewRun> = {}): NewRun => ({
  id: randomUUID(),
  name: 'First',
  model: 'dcgan-28',
  dataset,
  datasetName: 'Pebbles',
  settings: { epochs: 3, batchSize: 2, channels: 'grey' },
  seed: 7,
  epochs: 3,
  steps: null,
  stepsPerEpoch: 10,
  exampleKind: 'pictures',
  image: [4, 4, 1],
  latent: 5,
  sampleCount: 4,
  sampleColumns: 2,
  sheetKind: 'samples',
  stages: [],
  encodes: false,
  framing,
  losses: [
    { key: 'discriminator', label: 'Discriminator', short: 'D' },
    { key: 'generator', label: 'Generator', short: 'G' }
  ],
  measures: [{ key: 'accuracy', label: 'D accuracy', help: 'How often it is right.', share: true }],
  inputs: [],
  start: null,
  ...over
})

/** Puts an epoch of `steps` steps into the store, files not written. */
export function addEpoch(store: Store, run: string, epoch: number, steps = 10): void {
  const last = epoch * steps
  const losses = Float32Array.from({ length: steps }, (_, i) => last - steps + 1 + i)
  store.history.addEpoch(
    run,
    { epoch, step: last, losses: [0.5, 1.5], measures: { accuracy: 0.75 }, seconds: 2, stepsPerSecond: 5 },
    {
      epoch,
      path: store.files.sample(run, epoch),
      tileWidth: 4,
      tileHeight: 4,
      columns: 2,
      rows: 2,
      count: 4,
      sha256: 'cd'
    },
    {
      epoch,
      step: last,
      path: join(store.files.checkpoints(run), `step-${String(last).padStart(8, '0')}.safetensors`),
      sha256: 'ab',
      bytes: 3
    },
    [{ firstStep: last - steps + 1, losses: [losses, losses] }]
  )
}
