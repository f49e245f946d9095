import { expect, test } from 'vitest'
import { Explore, keptFrom, pictureOf } from '../../../src/renderer/state/run/explore.svelte'
import { drawLatents } from '../../../src/shared/random'
import { FakeWire, settle } from './fake-wire'

/** A generator whose picture shows its latent: one grey pixel a latent. */
function explorer(kept?: Parameters<typeof keptFrom>[0]) {
  const wire = new FakeWire({
    generate: async ({ latents }) => {
      await settle()
      return {
        count: latents.length,
        width: 1,
        height: 1,
        rgba: Uint8Array.from(latents.flatMap(([first = 0]) => [first, first, first, 255]))
      }
    },
    drawLatents: ({ seed, count }) => Array.from({ length: count }, () => [...drawLatents(Number(seed), 1, 2)])
  })
  return { wire, explore: new Explore({ id: 'r', form: 'pictures', latent: 2, classes: [] }, wire, kept) }
}
const rest = async () => {
  for (let i = 0; i < 6; i++) await settle()
}

test('a hand faster than the generator gets few pictures, the last of them where it stopped', async () => {
  const { wire, explore } = explorer()
  for (let value = 1; value <= 40; value++) explore.setDimension(0, value)
  expect(explore.waiting).toBe(true)
  await rest()
  expect(wire.count('generate')).toBe(2)
  expect(explore.picture?.rgba[0]).toBe(40)
  expect(explore.waiting).toBe(false)
  expect(explore.latency).toBeGreaterThan(0)
})

test('a drag is one step back', async () => {
  const { explore } = explorer()
  for (const value of [0.5, 1, 2]) explore.setDimension(1, value)
  explore.commit()
  explore.set([5, 6])
  explore.undo()
  expect(explore.latent).toEqual([0, 2])
  explore.undo()
  expect(explore.latent).toEqual([0, 0])
  explore.redo()
  explore.redo()
  expect(explore.latent).toEqual([5, 6])
  await rest()
})

test('the same seed gives the same latent', async () => {
  const { explore } = explorer()
  explore.seed = 7
  await explore.drawSeed()
  expect(explore.latent).toEqual([...drawLatents(7, 1, 2)])
})

test('begins with a seed’s picture that is no step to undo', async () => {
  const { explore } = explorer()
  expect(explore.untouched).toBe(true)
  await explore.begin()
  expect(explore.latent).toEqual([...drawLatents(1, 1, 2)])
  expect(explore.canUndo).toBe(false)
  expect(explorer({ latent: [0, 0] }).explore.untouched).toBe(false)
})

test('pins are kept, mixed and returned to', async () => {
  const { explore } = explorer()
  explore.set([4, 0])
  await rest()
  explore.pin()
  explore.set([0, 4])
  explore.pin()
  await rest()
  const [first, second] = explore.pins
  if (!first || !second) throw new Error('two pins')
  expect(explore.pinPictures.get(first.id)?.rgba[0]).toBe(4)
  expect(explore.pinPictures.get(second.id)?.rgba[0]).toBe(0)
  explore.mix(first.id, second.id)
  const half = 4 * Math.SQRT1_2
  expect(explore.latent[0]).toBeCloseTo(half, 10)
  expect(explore.latent[1]).toBeCloseTo(half, 10)
  explore.returnTo(first.id)
  expect(explore.latent).toEqual([4, 0])
  expect(explore.mixing).toBeNull()
  explore.mix(first.id, second.id)
  explore.unpin(second.id)
  expect(explore.mixing).toBeNull()
})

test('what was kept comes back, and what does not fit is left out', () => {
  const { explore } = explorer()
  explore.set([1.00004, -2])
  explore.pin()
  explore.smooth = true
  explore.epoch = 3
  const again = explorer(explore.keep()).explore
  expect(again.latent).toEqual([1, -2])
  expect(again.pins.map(pin => pin.latent)).toEqual([[1, -2]])
  expect([again.smooth, again.epoch]).toEqual([true, 3])
  expect(keptFrom({ latent: [1, 2, 3], pins: [[1, 2], [1], 'x'], seed: 'no', smooth: 1, label: 7 }, 2)).toEqual({
    latent: [0, 0],
    label: 0,
    seed: 1,
    smooth: false,
    epoch: null,
    pair: 0,
    pins: [{ latent: [1, 2], label: 0 }]
  })
  expect(keptFrom(null, 2).latent).toEqual([0, 0])
})

test('an error is said, and the next picture takes it away', async () => {
  let broken = true
  const wire = new FakeWire({
    generate: () => {
      if (broken) throw new Error('No checkpoint.')
      return { count: 1, width: 1, height: 1, rgba: new Uint8Array(4) }
    }
  })
  const explore = new Explore({ id: 'r', form: 'pictures', latent: 1, classes: [] }, wire)
  explore.draw()
  await rest()
  expect(explore.problem).toContain('No checkpoint.')
  broken = false
  explore.draw()
  await rest()
  expect(explore.problem).toBeNull()
})

test('takes one picture out of several', () => {
  const rgba = Uint8Array.from({ length: 24 }, (_, i) => i)
  expect([...pictureOf({ count: 3, width: 2, height: 1, rgba }, 1).rgba]).toEqual([8, 9, 10, 11, 12, 13, 14, 15])
})

test('where there are classes, each picture is asked for with its own, and undo brings it back', async () => {
  const wire = new FakeWire({
    generate: ({ labels = [] }) => ({
      count: labels.length,
      width: 1,
      height: 1,
      rgba: Uint8Array.from(labels.flatMap(label => [label, 0, 0, 255]))
    })
  })
  const explore = new Explore({ id: 'r', form: 'pictures', latent: 1, classes: ['bags', 'boots', 'coats'] }, wire)
  explore.set([0.5], 2)
  await rest()
  expect(explore.picture?.rgba[0]).toBe(2)
  explore.pin()
  explore.set([0.5], 1)
  await rest()
  expect(explore.picture?.rgba[0]).toBe(1)
  explore.undo()
  expect([explore.latent, explore.label]).toEqual([[0.5], 2])
  explore.pin()
  await explore.drawPins()
  expect(explore.pins.map(({ id }) => explore.pinPictures.get(id)?.rgba[0])).toEqual([2, 2])
  const again = new Explore(
    { id: 'r', form: 'pictures', latent: 1, classes: ['bags', 'boots', 'coats'] },
    wire,
    explore.keep()
  )
  expect([again.label, again.pins.map(({ label }) => label)]).toEqual([2, [2, 2]])
})
