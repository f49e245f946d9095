/** Knobs of controllers and bands of a sound: learnt, forgotten, kept, and moving what they are bound to. */
import { expect, test } from 'vitest'
import { knobIn, Learning, loudness, sourceWords } from '../../../src/renderer/state/run/play/learning.svelte'

const moved: number[] = []
const controls = [{ id: 'latent/1', label: 'First', min: -3, max: 3, set: (value: number) => void moved.push(value) }]

test('control changes are knobs; notes and what is cut short are not', () => {
  expect(knobIn(Uint8Array.of(0xb0, 21, 127))).toEqual({ source: 'midi/1/21', share: 1 })
  expect(knobIn(Uint8Array.of(0xbf, 7, 0))).toEqual({ source: 'midi/16/7', share: 0 })
  expect([knobIn(Uint8Array.of(0x90, 60, 100)), knobIn(Uint8Array.of(0xb0, 1))]).toEqual([null, null])
  expect(sourceWords('midi/1/21')).toBe('Knob 21 of channel 1')
})

test('a knob that is moved while one learns moves that control from then on, and after a new start', () => {
  const learning = new Learning()
  learning.hear(controls, { source: 'midi/1/21', share: 1 })
  expect(moved).toEqual([])
  learning.learning = 'latent/1'
  learning.hear(controls, { source: 'midi/1/21', share: 0.5 })
  learning.hear(controls, { source: 'midi/1/22', share: 1 })
  learning.hear(controls, { source: 'midi/1/21', share: 1 })
  expect([moved, learning.learning]).toEqual([[0, 3], null])
  const again = new Learning(learning.keep())
  again.hear(controls, { source: 'midi/1/21', share: 0 })
  expect(moved).toEqual([0, 3, -3])
  again.unbind('midi/1/21')
  again.hear(controls, { source: 'midi/1/21', share: 1 })
  expect(moved).toHaveLength(3)
  expect(new Learning(['nonsense']).bindings.size).toBe(0)
})

test('a low note is loud in the low band alone', () => {
  const levels = new Uint8Array(512)
  // 48 kHz: each part is 46.875 Hz wide.
  levels.fill(255, 1, 4)
  const [low, middle, high] = loudness(levels, 48_000).map(({ share }) => share)
  expect([low !== undefined && low > 0.4, middle, high]).toEqual([true, 0, 0])
})
