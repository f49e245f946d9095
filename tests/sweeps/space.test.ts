/** What a sweep tries. */
import { expect, test } from 'vitest'
import { findModel } from '../../src/main/models'
import { configurationsOf } from '../../src/main/sweeps/space'

const { settings } = findModel('dcgan-28')
const none = { grid: [], random: [], configurations: null, seed: 1 }

test('a grid is every combination once, in an order of its own that the seed decides', () => {
  const grid = [
    { key: 'learningRate', values: [1e-4, 1e-3, 1e-2] },
    { key: 'width', values: [16, 32] }
  ]
  const all = configurationsOf({ ...none, grid }, settings)
  expect(new Set(all.map(each => JSON.stringify(each))).size).toBe(6)
  expect(configurationsOf({ ...none, grid }, settings)).toEqual(all)
  expect(configurationsOf({ ...none, grid, seed: 2 }, settings)).not.toEqual(all)
  expect(configurationsOf({ ...none, grid, configurations: 4 }, settings)).toEqual(all.slice(0, 4))
})

test('what is drawn lies between the bounds, by magnitude where they are far apart, and whole where it must be', () => {
  const random = [
    { key: 'learningRate', from: 1e-5, to: 1e-1 },
    { key: 'beta1', from: 0.4, to: 0.6 },
    { key: 'batchSize', from: 8, to: 12 }
  ]
  const all = configurationsOf({ ...none, random, configurations: 400 }, settings)
  const rates = all.map(({ learningRate }) => Number(learningRate))
  expect(Math.min(...rates)).toBeGreaterThanOrEqual(1e-5)
  expect(Math.max(...rates)).toBeLessThanOrEqual(1e-1)
  // As many in each magnitude; evenly, nine in ten would lie in the last.
  expect(rates.filter(rate => rate < 1e-3).length / 400).toBeCloseTo(0.5, 1)
  expect(all.every(({ beta1 }) => Number(beta1) >= 0.4 && Number(beta1) <= 0.6)).toBe(true)
  expect(new Set(all.map(({ batchSize }) => batchSize))).toEqual(new Set([8, 9, 10, 11, 12]))
  expect(configurationsOf({ ...none, random }, settings)).toHaveLength(9)
})

test('a range of what is no number, or of nothing, is refused', () => {
  const draw = (key: string) => () => configurationsOf({ ...none, random: [{ key, from: 0, to: 1 }] }, settings)
  expect(draw('loss')).toThrow('"loss" is no number, so that nothing lies between two of its values. List the values')
  expect(draw('rate')).toThrow('There is no setting "rate". There is: epochs, ')
})
