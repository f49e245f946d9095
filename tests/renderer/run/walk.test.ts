import { expect, test } from 'vitest'
import { Walk } from '../../../src/renderer/state/run/walk/walk.svelte'

function started(pins = 2) {
  const moved: number[][] = []
  let commits = 0
  const explore = {
    pins: Array.from({ length: pins }, (_, i) => ({ id: i, latent: [i, 1], knobs: {} })),
    mixing: null,
    moveIn: (latent: readonly number[]) => void moved.push([...latent]),
    commit: () => void commits++
  }
  return { walk: new Walk({ inputs: [] }, explore), moved, explore, commits: () => commits }
}

test('it plays at its speed, begins anew in a loop, and where it stops is one step', () => {
  const { walk, moved, commits } = started()
  walk.tick(1)
  expect(moved).toEqual([])
  walk.toggle()
  for (let i = 0; i < 10; i++) walk.tick(0.2)
  expect(walk.place).toBeCloseTo(1)
  for (let i = 0; i < 15; i++) walk.tick(0.2)
  expect(walk.place).toBeCloseTo(0.5)
  walk.toggle()
  expect([walk.playing, commits(), moved.length]).toEqual([false, 1, 25])
})

test('without a loop it ends at the last pin, and begins anew when it is played again; a pause is no leap', () => {
  const { walk, commits } = started(3)
  walk.loop = false
  expect(walk.most).toBe(2)
  walk.toggle()
  walk.tick(100)
  expect(walk.place).toBeCloseTo(0.125)
  for (let i = 0; i < 40; i++) walk.tick(0.2)
  expect([walk.playing, walk.place, commits()]).toEqual([false, 2, 1])
  walk.toggle()
  expect([walk.playing, walk.place]).toEqual([true, 0])
})

test('one pin is no walk', () => {
  const { walk, moved } = started(1)
  walk.toggle()
  walk.goTo(0.5)
  expect([walk.playing, walk.possible, moved]).toEqual([false, false, []])
})
