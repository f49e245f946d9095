import { expect, test } from 'vitest'
import { epochsOf, Evaluations } from '../../../src/renderer/state/run/evaluation/evaluations.svelte'
import type { DecodedSheet } from '../../../src/renderer/state/run/sheet-cache'
import { RequestError } from '../../../src/renderer/state/transport/types'
import type { Output } from '../../../src/shared/ipc'
import { FakeWire, settle } from './fake-wire'

const tiles = { tileWidth: 2, tileHeight: 2, columns: 1, rows: 2, count: 2 }
const found: Output<'listEvaluations'> = {
  subjects: [
    {
      id: 'pictures',
      title: 'Samples',
      intro: 'Samples are compared.',
      action: 'Evaluate',
      onRequest: false,
      options: [],
      refusal: null
    }
  ],
  metrics: [
    {
      id: 'ms-ssim',
      subject: 'pictures',
      label: 'Likeness',
      short: 'MS-SSIM',
      help: 'How alike.',
      better: 'reference',
      share: false,
      reference: null,
      newestOnly: false
    }
  ],
  values: [
    { metric: 'ms-ssim', epoch: 3, value: 0.3, reference: 0.1, settings: { samples: 64, seed: 0 }, detail: null }
  ],
  reports: [
    {
      metric: 'nearest',
      epoch: 3,
      notes: [{ level: 'info', text: 'None is a copy.' }],
      table: null,
      figure: {
        title: 'Nearest',
        caption: 'Below each.',
        label: 'Samples',
        band: 2,
        sheet: { png: Uint8Array.of(1), ...tiles }
      }
    }
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
  const under = evaluations.evaluate('pictures', [3], { samples: 64 })
  const [job = ''] = wire.asked.map(({ input }) => (input as { job: string }).job)
  expect(wire.asked[0]?.input).toEqual({ run: 'r', job, epochs: [3], metrics: ['pictures'], options: { samples: 64 } })
  void evaluations.evaluate('pictures', [3], { samples: 64 })
  expect(wire.count('evaluateRun')).toBe(1)
  wire.emit('progress', { job: 'else', label: 'Other', done: 9, total: 10, secondsLeft: null })
  expect(evaluations.job).toMatchObject({ label: 'Evaluating', done: 0, total: null })
  wire.emit('progress', { job, label: 'Evaluating epoch 3', done: 40, total: 100, secondsLeft: 9 })
  expect(evaluations.job).toMatchObject({ label: 'Evaluating epoch 3', done: 40, total: 100, secondsLeft: 9 })
  finish()
  await under
  expect([evaluations.job, evaluations.doing]).toEqual([undefined, null])
  expect([evaluations.subjects, evaluations.metrics, evaluations.values]).toEqual([
    found.subjects,
    found.metrics,
    found.values
  ])
  expect(evaluations.reports).toMatchObject([{ epoch: 3, figure: { band: 2, sheet: tiles } }])
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
  const under = evaluations.evaluate('pictures', [1, 3], { samples: 64 })
  evaluations.job?.cancel()
  await under
  expect([evaluations.problem, evaluations.values.length, evaluations.doing]).toEqual([null, 1, null])
  const again = evaluations.evaluate('pictures', [1], { samples: 64 })
  await settle()
  fail(new RequestError('engine', 'It broke.'))
  await again
  expect([evaluations.problem, evaluations.doing]).toEqual(['It broke.', null])
})

test('one subject at a time, and its problem is its own', async () => {
  let fail: (error: Error) => void = () => {}
  const wire = new FakeWire({
    evaluateRun: () =>
      new Promise((_, reject) => {
        fail = reject
      }),
    listEvaluations: () => found
  })
  const evaluations = new Evaluations('r', wire, decode)
  const under = evaluations.evaluate('classes', [1, 3], { training: 2000 })
  expect(evaluations.doing).toBe('classes')
  void evaluations.evaluate('pictures', [1], {})
  expect(wire.count('evaluateRun')).toBe(1)
  fail(new RequestError('bad-input', 'It has no classes.'))
  await under
  expect([evaluations.problem, evaluations.failed, evaluations.doing]).toEqual(['It has no classes.', 'classes', null])
  expect(evaluations.values).toEqual(found.values)
})
