import { expect, test } from 'vitest'
import { EarlyPace } from '../../src/main/engine/training/early'

test(
  'early samples come soon, then every few seconds, ever more seldom, and take a twentieth of the time at ' + 'most',
  () => {
    let now = 0
    const pace = new EarlyPace(() => now)
    const next = (took: number): number => {
      const from = now
      while (!pace.due()) now += 100
      const waited = now - from
      pace.drawn(took)
      return waited
    }
    expect(next(10)).toBeLessThanOrEqual(1500)
    const waits = Array.from({ length: 30 }, () => next(10))
    expect(waits[0]).toBeLessThanOrEqual(4000)
    expect(waits).toEqual([...waits].sort((a, b) => a - b))
    expect(waits.at(-1)).toBeLessThanOrEqual(20_000)
    // A slow one is waited for.
    next(2000)
    expect(next(10)).toBeGreaterThanOrEqual(40_000)
  }
)
