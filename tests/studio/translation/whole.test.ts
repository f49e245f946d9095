/**
 * Whole pictures before they are translated: mirrored up to sides that networks take, and refused where there is no
 * room.
 */
import { expect, test } from 'vitest'
import { findModel } from '../../../src/main/models'
import { completeSettings } from '../../../src/main/models/definition'
import { checkRoom, neededFor, padding, sideThatFits } from '../../../src/main/studio/explore/whole'
import type { Run } from '../../../src/shared/domain'

test('a picture is mirrored at its lower and right edge, up to sides that a number divides', () => {
  const rows = [
    [1, 2, 3],
    [4, 5, 6]
  ]
  const padded = padding({ pixels: Uint8Array.from(rows.flat()), shape: [2, 3, 1] }, 4)
  expect(padded.shape).toEqual([4, 4, 1])
  expect([...padded.pixels]).toEqual([1, 2, 3, 2, 4, 5, 6, 5, 1, 2, 3, 2, 4, 5, 6, 5])
  // Smaller than what it lacks: to and fro.
  expect([...padding({ pixels: Uint8Array.of(7, 8), shape: [1, 2, 1] }, 4).pixels]).toEqual(
    [7, 8, 7, 8].flatMap(() => [7, 8, 7, 8])
  )
  // A line is as tall as networks that halve it must have it.
  expect(padding({ pixels: Uint8Array.of(7, 8, 9, 7), shape: [1, 4, 1] }, 4, 8).shape).toEqual([8, 8, 1])
  const whole = Uint8Array.from({ length: 48 }, (_, i) => i)
  expect(padding({ pixels: whole, shape: [4, 4, 3] }, 4)).toEqual({ pixels: whole, shape: [4, 4, 3] })
})

test('what would take more memory than there is, is refused by name before it is tried', () => {
  const model = findModel('cyclegan')
  const settings = completeSettings(model, { size: '64', width: 16, blocks: 3 })
  const run = { model: 'cyclegan', settings, image: [64, 64, 3] } as unknown as Run
  const needed = neededFor(run, [1024, 2048, 3])
  // Of 2,048 times 1,024 pixels at 16 channels a single map has 134 MB; there are some twenty, most of them smaller.
  expect(needed).toBeGreaterThan(1e9)
  expect(needed).toBeLessThan(1e10)
  expect(neededFor(run, [2048, 2048, 3]) / needed).toBeCloseTo(2, 1)
  checkRoom(run, 'wide.jpg', [1024, 2048, 3], needed)
  checkRoom(run, 'own.jpg', [64, 64, 3], 0)
  // Where nobody says how large, it is as large as there is room for: half of each side is a quarter of the memory.
  expect(sideThatFits(run, [1024, 2048, 3], needed)).toBeNull()
  expect(sideThatFits(run, [64, 64, 3], 0)).toBeNull()
  const side = sideThatFits(run, [1024, 2048, 3], needed / 3) ?? NaN
  expect(side).toBe(1024)
  checkRoom(run, 'wide.jpg', [side / 2, side, 3], needed / 3)
  expect(() => {
    checkRoom(run, 'wide.jpg', [1024, 2048, 3], needed / 2)
  }).toThrow(
    /“wide\.jpg” cannot be translated at 2048×1024 pixels: that takes about .* GB of memory, and .* are free\. Make it smaller first/
  )
})
