import { exampleTraitsOf } from '../../../src/main/models/examples'
import { sheetTraitsOf } from '../../../src/main/models/sheets'
import { expect, test } from 'vitest'
import type { Run } from '../../../src/shared/domain'
import {
  engineWords,
  epochFraction,
  epochNow,
  fractionDone,
  lossWords,
  runWords,
  spokenWords
} from '../../../src/renderer/state/run/words'

const run: Run = {
  id: 'r',
  name: 'Faces',
  model: 'dcgan-28',
  dataset: null,
  datasetName: 'Faces',
  excludedCount: 0,
  heldOutCount: 0,
  datasetVersion: 1,
  settings: {},
  seed: 1,
  status: 'training',
  error: null,
  epoch: 6,
  epochs: 50,
  step: 600,
  steps: null,
  stepsPerEpoch: 100,
  exampleKind: 'pictures',
  examples: exampleTraitsOf('pictures'),
  image: [28, 28, 1],
  latent: 100,
  sampleCount: 25,
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
  engine: 'TensorFlow 2.21.0 CPU float32',
  seconds: 754,
  place: 1,
  createdAt: 0,
  updatedAt: 0
}
const live = { step: 643, epoch: 7, epochs: 50, stepsPerEpoch: 100, stepsPerSecond: 31.2, secondsLeft: 720 }

test('what a waiting run waits for is said in words', () => {
  const waiting: Run = { ...run, status: 'waiting' }
  expect(runWords(waiting, null, null, 0)).toBe('Waiting for its turn, the next to train')
  expect(runWords(waiting, null, null, 1)).toBe('Waiting for its turn, 1 run before it')
  expect(spokenWords(waiting, null, 3)).toBe('Faces: Waiting for its turn, 3 runs before it')
})

test('a training run in a sentence', () => {
  expect(runWords(run, live)).toBe('Training, epoch 7 of 50, 12 min left, 31 steps/s, TensorFlow CPU float32')
  expect(runWords(run, null)).toBe('Training, epoch 7 of 50, TensorFlow CPU float32')
  // While the program of a model's next level is built.
  expect(runWords(run, live, { label: 'Making ready for 32×32', done: 0, total: null })).toBe(
    'Training, epoch 7 of 50, 12 min left, making ready for 32×32, TensorFlow CPU float32'
  )
})

test('every other state', () => {
  expect(runWords({ ...run, status: 'preparing', engine: null }, null)).toBe('Getting ready')
  expect(runWords({ ...run, status: 'preparing' }, null, { label: 'Preparing pictures', done: 120, total: 1000 })).toBe(
    'Preparing pictures, 120 of 1,000'
  )
  expect(runWords({ ...run, status: 'paused' }, null)).toBe('Paused in epoch 7 of 50, TensorFlow CPU float32')
  expect(runWords({ ...run, status: 'stopped' }, null)).toBe('Stopped after epoch 6 of 50')
  expect(runWords({ ...run, status: 'interrupted', epoch: 0, step: 1 }, null)).toBe('Interrupted after 1 step')
  expect(runWords({ ...run, status: 'failed', epoch: 0, step: 0 }, null)).toBe('Failed after no steps')
  expect(runWords({ ...run, status: 'finished', epochs: 1 }, null)).toBe(
    'Finished, 1 epoch in 12 min 34 s, TensorFlow CPU float32'
  )
})

test('progress', () => {
  expect(epochNow(run, live)).toBe(7)
  expect(epochNow({ ...run, step: 5000 }, null)).toBe(50)
  expect(fractionDone(run, live)).toBeCloseTo(0.1286, 10)
  expect(fractionDone({ ...run, stepsPerEpoch: 0 }, null)).toBeCloseTo(0.12, 10)
  expect(fractionDone({ ...run, status: 'finished' }, null)).toBe(1)
  expect(epochFraction(run, live)).toBeCloseTo(0.43, 10)
})

test('speaks once every tenth', () => {
  const heard = new Set(Array.from({ length: 5001 }, (_, step) => spokenWords(run, { ...live, step })))
  expect(heard.size).toBeLessThanOrEqual(11)
})

test('numbers', () => {
  expect([0.69314, 12.3456, 999.4, 999.6, -2187.4, 1234567, 0.0000123, NaN].map(lossWords)).toEqual([
    '0.693',
    '12.3',
    '999',
    '1,000',
    '−2,187',
    '1.23e+6',
    '1.23e−5',
    '–'
  ])
  expect(engineWords('TensorFlow 2.21.0 CPU float32')).toBe('TensorFlow CPU float32')
})
