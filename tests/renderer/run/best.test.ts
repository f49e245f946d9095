import { expect, test } from 'vitest'
import { bestEpochs } from '../../../src/renderer/state/run/evaluation/best'
import { lowered, metricWords } from '../../../src/renderer/state/run/words'
import type { Metric, MetricValue } from '../../../src/shared/domain'

const metric = (id: string, better: Metric['better'], newestOnly = false): Metric => ({
  id,
  subject: 'pictures',
  label: id,
  short: id,
  help: '',
  better,
  share: false,
  reference: null,
  newestOnly
})
const value = (metric: string, epoch: number, value: number | null, more: Partial<MetricValue> = {}): MetricValue => ({
  metric,
  epoch,
  value,
  reference: null,
  settings: { samples: 64 },
  detail: null,
  ...more
})
const short = (...args: Parameters<typeof bestEpochs>) =>
  bestEpochs(...args).map(({ metric, epoch, of }) => [metric.id, epoch, of])

test('the best is the least, the most, or what is nearest to its reference', () => {
  const values = [
    value('near', 1, 0.1, { reference: 0.4 }),
    value('near', 2, 0.5, { reference: 0.4 }),
    value('near', 3, 0.6, { reference: 0.4 }),
    ...[3, 9, 5].flatMap((each, i) => [value('less', i + 1, each), value('more', i + 1, each)])
  ]
  // What says how good pictures are stands first.
  expect(short([metric('near', 'reference'), metric('less', 'lower'), metric('more', 'higher')], values)).toEqual([
    ['less', 1, 3],
    ['more', 2, 3],
    ['near', 2, 3]
  ])
})

test('of equals the newest is best; one epoch alone is no best', () => {
  expect(short([metric('less', 'lower')], [value('less', 1, 2), value('less', 4, 2)])).toEqual([['less', 4, 2]])
  expect(short([metric('less', 'lower')], [value('less', 1, 2)])).toEqual([])
})

test('only what was measured alike is compared, and what applies', () => {
  const values = [
    value('less', 1, 0.1, { settings: { samples: 16 } }),
    value('less', 2, null),
    value('less', 3, 5),
    value('less', 4, 6),
    value('once', 3, 1),
    value('once', 4, 2)
  ]
  expect(short([metric('less', 'lower'), metric('once', 'lower', true)], values)).toEqual([['less', 3, 2]])
})

test('names stand within sentences', () => {
  expect(['Sliced Wasserstein distance', 'MS-SSIM', 'Élan'].map(lowered)).toEqual([
    'sliced Wasserstein distance',
    'MS-SSIM',
    'élan'
  ])
  expect([metricWords({ share: true }, 0.5), metricWords({ share: false }, 0.03456)]).toEqual(['50.0\u00a0%', '0.0346'])
})
