/** What an epoch's steps come to, also where not every step measures everything, and where it was broken off. */
import { expect, test } from 'vitest'
import { EpochTotals } from '../../../src/main/engine/training/epoch-totals'

test('what some steps alone measure is the mean over those', () => {
  const totals = new EpochTotals(0, 1)
  totals.add([1], { accuracy: 0.5, penalty: 8 })
  totals.add([3], { accuracy: 0.75 })
  totals.add([5], { accuracy: 1, penalty: 4 })
  expect(totals.found()).toEqual({ losses: [3], measures: { accuracy: 0.75, penalty: 6 } })
})

test('an epoch that was broken off goes on with what it had', () => {
  const before = new EpochTotals(4, 1)
  before.add([1], { accuracy: 0.5, penalty: 8 })
  before.add([2], { accuracy: 0.5 })
  const after = EpochTotals.from(4, 1, before.words())
  after.add([3], { accuracy: 0.5, penalty: 4 })
  expect(after.found()).toEqual({ losses: [2], measures: { accuracy: 0.5, penalty: 6 } })
})

test('in checkpoints from before measures were counted, all were in every step', () => {
  const words = JSON.stringify({ losses: [3], measures: { accuracy: 1.5 }, count: 3, first: 0, seconds: 1 })
  const totals = EpochTotals.from(0, 1, words)
  expect(totals.found().measures).toEqual({ accuracy: 0.5 })
  totals.add([1], { accuracy: 0.1 })
  expect(totals.found().measures['accuracy']).toBeCloseTo(0.4, 12)
})
