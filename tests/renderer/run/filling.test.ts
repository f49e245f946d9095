/** How many training pictures stand beside a map. */
import { describe, expect, test } from 'vitest'
import { filling } from '../../../src/renderer/state/run/layout/filling'

describe('training pictures and what becomes of them', () => {
  const room = { width: 396, height: 270, gap: 2, ratio: 1 }

  test('fill their room with small pictures where there are many', () => {
    expect(filling([28, 28, 1], room)).toEqual({ columns: 15, rows: 5 })
  })

  test('fill it with fewer and larger ones where there are few, in whole rows', () => {
    const { columns, rows } = filling([28, 28, 1], room, 40)
    expect(columns * rows).toBeLessThanOrEqual(40)
    const covered = 2 * columns * rows * Math.min(396 / columns - 2, 270 / (2 * rows) - 2) ** 2
    expect(covered / (396 * 270)).toBeGreaterThan(0.7)
  })

  test('one picture stands alone', () => {
    expect(filling([28, 28, 1], room, 1)).toEqual({ columns: 1, rows: 1 })
  })
})
