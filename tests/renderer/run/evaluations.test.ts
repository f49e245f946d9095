import { expect, test } from 'vitest'
import { epochsOf, Evaluations } from '../../../src/renderer/state/run/evaluations.svelte'
import type { DecodedSheet } from '../../../src/renderer/state/run/sheet-cache'
import { RequestError } from '../../../src/renderer/state/transport-types'
import type { Output } from '../../../src/shared/ipc'
import { FakeWire, settle } from './fake-wire'

const tiles = { tileWidth: 2, tileHeight: 2, columns: 1, rows: 2, count: 2 }
const found: Output<'listEvaluations'> = {
  epochs: [
    {
      epoch: 3,
      samples: 64,
      seed: 0,
      slicedWasserstein: 0.2,
      msSsim: 0.3,
      msSsimReal: 0.1,
      gaussianDistance: null,
      moments: null
    }
  ],
  nearest: {
    epoch: 3,
    sheet: { png: Uint8Array.of(1), ...tiles },
    pairs: [{ picture: 4, path: 'a.png', distance: 9 }],
    medianSample: 9,
    medianReal: 20,
    searched: 1,
    copies: 0
  },
  classified: [
    { epoch: 3, training: 20, heldOut: 10, seed: 0, classes: 2, size: 8, features: 0.9, untrained: 0.85, pixels: 0.8 }
  ]
}
const decode = (): Promise<DecodedSheet> => Promise.resolve({ bitmap: {} as ImageBitmap, ...tiles })

test('a spread has the first epoch, the newest, and others evenly between', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => i + 1)
  expect(epochsOf('spread', hundred)).toEqual([1, 12, 23, 34, 45, 56, 67, 78, 89, 100])
  expect(epochsOf('spread', [1, 2, 5])).toEqual([1, 2, 5])
  expect(epochsOf('all', hundred)).toEqual(hundred)
  expect(epochsOf('newest', hundred)).toEqual([100])
  expect(epochsOf('newest', [])).toEqual([])
})

test('evaluating follows its own job, then shows all that is known', async () => {
  let finish: () => void = () => {}
  const wire = new FakeWire({
    evaluateRun: () =>
      new Promise(resolve => {
        finish = () => resolve(found)
      }),
    listEvaluations: () => found
  })
  const evaluations = new Evaluations('r', wire, decode)
  const detach = evaluations.attach()
  const under = evaluations.evaluate([3], 64)
  const [job = ''] = wire.asked.map(({ input }) => (input as { job: string }).job)
  expect(wire.asked[0]?.input).toEqual({ run: 'r', job, epochs: [3], samples: 64 })
  void evaluations.evaluate([3], 64)
  expect(wire.count('evaluateRun')).toBe(1)
  wire.emit('progress', { job: 'else', label: 'Other', done: 9, total: 10, secondsLeft: null })
  expect(evaluations.share).toBe(0)
  wire.emit('progress', { job, label: 'Evaluating epoch 3', done: 40, total: 100, secondsLeft: null })
  expect([evaluations.share, evaluations.label]).toEqual([0.4, 'Evaluating epoch 3'])
  finish()
  await under
  expect(evaluations.share).toBeNull()
  expect(evaluations.epochs).toEqual(found.epochs)
  expect(evaluations.pairs).toMatchObject({ epoch: 3, medianReal: 20, sheet: tiles })
  detach()
  expect(wire.listening).toBe(0)
})

test('cancelled keeps what was done and is no error; a failure is said', async () => {
  let fail: (error: Error) => void = () => {}
  const wire = new FakeWire({
    evaluateRun: () =>
      new Promise((_, reject) => {
        fail = reject
      }),
    listEvaluations: () => found,
    cancelJob: () => {
      fail(new RequestError('cancelled', 'Cancelled.'))
      return null
    }
  })
  const evaluations = new Evaluations('r', wire, decode)
  const under = evaluations.evaluate([1, 3], 64)
  await evaluations.cancel()
  await under
  expect([evaluations.problem, evaluations.epochs.length, evaluations.share]).toEqual([null, 1, null])
  const again = evaluations.evaluate([1], 64)
  await settle()
  fail(new RequestError('engine', 'It broke.'))
  await again
  expect([evaluations.problem, evaluations.share]).toEqual(['It broke.', null])
})

test('classes are told apart with half as many held out; one job at a time, and its problem is its own', async () => {
  let fail: (error: Error) => void = () => {}
  const wire = new FakeWire({
    classifyRun: () =>
      new Promise((_, reject) => {
        fail = reject
      }),
    listEvaluations: () => found
  })
  const evaluations = new Evaluations('r', wire, decode)
  const under = evaluations.classify([1, 3], 2000)
  expect(evaluations.doing).toBe('classes')
  void evaluations.evaluate([1], 64)
  expect(wire.asked).toEqual([
    expect.objectContaining({
      input: { run: 'r', job: expect.any(String), epochs: [1, 3], training: 2000, heldOut: 1000 }
    })
  ])
  fail(new RequestError('bad-input', 'It has no classes.'))
  await under
  expect([evaluations.problem, evaluations.failed, evaluations.doing]).toEqual(['It has no classes.', 'classes', null])
  expect(evaluations.classified).toEqual(found.classified)
})
