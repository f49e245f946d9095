import { expect, test } from 'vitest'
import { LossSeries, nearestIndex } from '../../../src/renderer/state/run/loss-series'

const columns = (from: number, to: number, d = (step: number) => step, g = (step: number) => -step) => {
  const step = Array.from({ length: to - from }, (_, i) => from + i)
  return { step, losses: [step.map(d), step.map(g)] }
}

test('keeps single steps while there is room', () => {
  const series = new LossSeries(10)
  series.append(columns(1, 5))
  series.append(columns(5, 8))
  expect(series.columns()).toEqual(columns(1, 8))
})

test('never exceeds its capacity, keeps every step in exactly one mean', () => {
  const series = new LossSeries(50)
  for (let step = 1; step <= 5000; step += 7) series.append(columns(step, Math.min(5001, step + 7), () => 2))
  const {
    step,
    losses: [discriminator]
  } = series.columns()
  expect(series.length).toBe(step.length)
  expect(step.length).toBeLessThanOrEqual(51)
  expect(step.length).toBeGreaterThan(20)
  expect(discriminator?.every(value => value === 2)).toBe(true)
  expect(step.every((value, i) => i === 0 || value > (step[i - 1] ?? 0))).toBe(true)
  expect(series.lastStep).toBe(5000)
})

test('means are over neighbours, with even density from start to end', () => {
  const series = new LossSeries(16)
  series.append(columns(0, 64))
  const {
    step,
    losses: [discriminator, generator]
  } = series.columns()
  expect(discriminator).toEqual(step)
  expect(generator).toEqual(step.map(value => -value))
  const gaps = new Set(step.slice(1).map((value, i) => value - (step[i] ?? 0)))
  expect([...gaps]).toEqual([series.stride])
})

test('goes on from loaded bucket means at their density', () => {
  const series = new LossSeries(100)
  series.load({
    step: [10, 20, 30, 40],
    losses: [
      [1, 1, 1, 1],
      [2, 2, 2, 2]
    ]
  })
  expect(series.stride).toBe(10)
  series.append(
    columns(
      41,
      61,
      () => 3,
      () => 4
    )
  )
  const {
    step,
    losses: [discriminator]
  } = series.columns()
  expect(step).toHaveLength(6)
  expect(discriminator).toEqual([1, 1, 1, 1, 3, 3])
})

test('training that went on from an earlier checkpoint overwrites what came after it', () => {
  const series = new LossSeries(100)
  series.append(columns(1, 31, () => 1))
  series.append(columns(21, 26, () => 9))
  const {
    step,
    losses: [discriminator]
  } = series.columns()
  expect(step.at(-1)).toBe(25)
  expect(step).toHaveLength(25)
  expect(discriminator?.slice(18)).toEqual([1, 1, 9, 9, 9, 9, 9])
})

test('loading replaces, and nothing loads as nothing', () => {
  const series = new LossSeries(10)
  series.append(columns(1, 9))
  series.load({ step: [], losses: [[], []] })
  expect(series.length).toBe(0)
})

test('finds the nearest point', () => {
  expect(nearestIndex([1, 5, 9], 6.9)).toBe(1)
  expect(nearestIndex([1, 5, 9], 7.1)).toBe(2)
  expect(nearestIndex([1, 5, 9], -4)).toBe(0)
  expect(nearestIndex([1, 5, 9], 40)).toBe(2)
  expect(nearestIndex([], 1)).toBe(-1)
})
