import { exampleTraitsOf } from '../../../src/main/models/examples'
import { sheetTraitsOf } from '../../../src/main/models/sheets'
import { expect, test } from 'vitest'
import { RunView } from '../../../src/renderer/state/run/run-view.svelte'
import type { Run, StepColumns } from '../../../src/shared/domain'
import { FakeWire, settle } from './fake-wire'

const steps = (from: number, to: number, loss = 1): StepColumns => {
  const step = Array.from({ length: to - from }, (_, i) => from + i)
  return { step, losses: [step.map(() => loss), step.map(() => loss)] }
}
const progress = (step: number) => ({
  step,
  epoch: 1,
  epochs: 5,
  stepsPerEpoch: 10,
  stepsPerSecond: 30,
  secondsLeft: 9
})
const metrics = (epoch: number) => ({
  epoch,
  step: epoch * 10,
  losses: [1, 2],
  measures: {},
  seconds: 3,
  stepsPerSecond: 30
})
const run = (status: Run['status']): Run => ({
  id: 'r',
  name: '',
  model: '',
  dataset: null,
  datasetName: '',
  excludedCount: 0,
  heldOutCount: 0,
  datasetVersion: 1,
  settings: {},
  seed: 0,
  status,
  error: null,
  epoch: 1,
  epochs: 5,
  step: 10,
  steps: null,
  stepsPerEpoch: 10,
  exampleKind: 'pictures',
  examples: exampleTraitsOf('pictures'),
  image: [28, 28, 1],
  latent: 2,
  sampleCount: 1,
  sampleColumns: 1,
  sheetKind: 'samples',
  sheet: sheetTraitsOf('samples'),
  stages: [],
  encodes: false,
  start: null,
  parameters: null,
  losses: [],
  measures: [],
  inputs: [],
  machine: null,
  engine: null,
  seconds: 0,
  place: 1,
  createdAt: 0,
  updatedAt: 0
})

function view(stored = { steps: steps(1, 11), epochs: [metrics(1)] }) {
  const epochs = { sampled: [1], checkpoints: [1], early: [] }
  const wire = new FakeWire({
    runMetrics: async () => {
      await settle()
      return stored
    },
    runEpochs: () => ({ ...epochs })
  })
  const shown = new RunView('r', wire)
  return { wire, epochs, shown, detach: shown.attach() }
}

test('steps that come while the past is loading are kept, once', async () => {
  const { wire, shown } = view()
  wire.emit('steps', { run: 'r', steps: steps(8, 11), progress: progress(10) })
  wire.emit('steps', { run: 'r', steps: steps(11, 14), progress: progress(13) })
  wire.emit('epoch', { run: 'r', metrics: metrics(2) })
  await settle()
  await settle()
  expect(shown.loaded).toBe(true)
  expect(shown.series.columns().step).toEqual(steps(1, 14).step)
  expect(shown.sampled).toEqual([1, 2])
  expect(shown.metrics.map(({ epoch }) => epoch)).toEqual([1, 2])
})

test('other runs do not concern it', async () => {
  const { wire, shown } = view()
  await settle()
  await settle()
  wire.emit('steps', { run: 'other', steps: steps(11, 14), progress: progress(13) })
  wire.emit('epoch', { run: 'other', metrics: metrics(7) })
  expect(shown.series.lastStep).toBe(10)
  expect(shown.live).toBeNull()
  expect(shown.sampled).toEqual([1])
})

test('follows the newest epoch until one is chosen', async () => {
  const { wire, shown } = view()
  await settle()
  await settle()
  expect(shown.shown).toBe(1)
  wire.emit('epoch', { run: 'r', metrics: metrics(2) })
  expect(shown.shown).toBe(2)
  shown.chosen = 1
  wire.emit('epoch', { run: 'r', metrics: metrics(3) })
  expect(shown.shown).toBe(1)
  shown.hovered = 2
  expect(shown.shown).toBe(2)
})

test('preparing is told by the job that bears the run’s id', async () => {
  const { wire, shown } = view()
  wire.emit('progress', { job: 'r', label: 'Preparing pictures', done: 3, total: 9, secondsLeft: null })
  wire.emit('progress', { job: 'else', label: 'Importing', done: 1, total: 2, secondsLeft: null })
  expect(shown.preparation).toMatchObject({ label: 'Preparing pictures', done: 3, total: 9 })
  wire.emit('steps', { run: 'r', steps: steps(11, 12), progress: progress(11) })
  expect(shown.preparation).toBeNull()
})

test('asks for the checkpoint that stopping made', async () => {
  const { wire, shown, epochs } = view()
  await settle()
  await settle()
  epochs.checkpoints = [1, 2]
  wire.emit('runChanged', run('stopped'))
  await settle()
  expect(shown.checkpoints).toEqual([1, 2])
})

test('forgets later epochs when training went back, and the choice of one', async () => {
  const stored = { steps: steps(1, 31), epochs: [metrics(1), metrics(2), metrics(3)] }
  const epochs = { sampled: [1, 2, 3], checkpoints: [1, 2, 3], early: [] }
  const wire = new FakeWire({ runMetrics: () => ({ ...stored }), runEpochs: () => ({ ...epochs }) })
  const went: number[] = []
  const shown = new RunView('r', wire, epoch => went.push(epoch))
  shown.attach()
  await settle()
  shown.chosen = 3
  wire.emit('runChanged', { ...run('training'), epoch: 3 })
  expect(went).toEqual([])
  Object.assign(stored, { steps: steps(1, 11), epochs: [metrics(1)] })
  Object.assign(epochs, { sampled: [1], checkpoints: [1], early: [] })
  wire.emit('runChanged', run('training'))
  // Told twice before the answer is there: the later answer counts.
  wire.emit('runChanged', run('training'))
  wire.emit('steps', { run: 'r', steps: steps(11, 14), progress: progress(13) })
  await settle()
  expect(went).toEqual([1, 1])
  expect([shown.sampled, shown.metrics.map(({ epoch }) => epoch), shown.chosen, shown.shown]).toEqual([
    [1],
    [1],
    null,
    1
  ])
  expect(shown.series.columns().step).toEqual(steps(1, 14).step)
  wire.emit('epoch', { run: 'r', metrics: metrics(2) })
  expect(shown.sampled).toEqual([1, 2])
})

test('loads anew when the connection came back, and says when it cannot', async () => {
  const { wire, shown, detach } = view()
  await settle()
  await settle()
  wire.connection('lost')
  wire.connection('open')
  await settle()
  expect(wire.count('runMetrics')).toBe(2)
  detach()
  expect(wire.listening).toBe(0)
  const failing = new RunView('r', new FakeWire({}))
  await failing.load()
  expect(failing.error).toBe('Nobody answers runMetrics.')
  expect(shown.error).toBeNull()
})

test('shows what was drawn within an epoch until that has pictures of its own', async () => {
  const epochs = { sampled: [] as number[], checkpoints: [] as number[], early: [40] }
  const wire = new FakeWire({
    runMetrics: () => ({ steps: { step: [], losses: [[], []] }, epochs: [] }),
    runEpochs: () => ({ ...epochs })
  })
  const shown = new RunView('r', wire)
  shown.attach()
  await settle()
  expect([shown.shown, shown.earlyShown]).toEqual([null, 40])
  wire.emit('early', { run: 'r', step: 90 })
  wire.emit('early', { run: 'another', step: 300 })
  expect([shown.early, shown.earlyShown]).toEqual([[40, 90], 90])
  wire.emit('epoch', { run: 'r', metrics: { ...metrics(1), step: 100 } })
  expect([shown.shown, shown.earlyShown]).toEqual([1, null])
  // A step that was trained by itself after it is newer; whoever looks at an epoch goes on seeing that.
  wire.emit('early', { run: 'r', step: 101 })
  expect(shown.earlyShown).toBe(101)
  shown.chosen = 1
  expect(shown.earlyShown).toBeNull()
})
