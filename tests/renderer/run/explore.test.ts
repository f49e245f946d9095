import { expect, test } from 'vitest'
import { Explore } from '../../../src/renderer/state/run/explore.svelte'
import { keptFrom } from '../../../src/renderer/state/run/explore-kept'
import { pictureOf } from '../../../src/renderer/state/run/sampling-values'
import { drawLatents } from '../../../src/shared/random'
import type { SamplingInput } from '../../../src/shared/sampling-inputs'
import { FakeWire, settle } from './fake-wire'

const latents = (size: number): SamplingInput => ({
  key: 'latents',
  label: 'Latent',
  help: '',
  kind: 'latent',
  size,
  distribution: 'normal'
})
const classes: SamplingInput = {
  key: 'class',
  label: 'Class',
  help: '',
  kind: 'choice',
  choices: ['bags', 'boots', 'coats']
}
const truncation: SamplingInput = {
  key: 'truncation',
  label: 'Truncation',
  help: '',
  kind: 'number',
  min: 0,
  max: 1,
  default: 1
}

/** A generator whose picture shows its latent: one grey pixel a latent. */
function explorer(kept?: Parameters<typeof keptFrom>[0]) {
  const wire = new FakeWire({
    generate: async ({ inputs }) => {
      await settle()
      const latents = inputs['latents'] as number[][]
      return {
        count: latents.length,
        width: 1,
        height: 1,
        rgba: Uint8Array.from(latents.flatMap(([first = 0]) => [first, first, first, 255]))
      }
    },
    drawLatents: ({ seed, count }) => Array.from({ length: count }, () => [...drawLatents(Number(seed), 1, 2)])
  })
  return { wire, explore: new Explore({ id: 'r', latent: 2, inputs: [latents(2)] }, wire, kept) }
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
  await explore.drawSeed(7)
  expect(explore.latent).toEqual([...drawLatents(7, 1, 2)])
})

test('the seed that is shown is that of what is on the stage', async () => {
  const { explore } = explorer()
  await explore.drawSeed(7)
  expect(explore.shownSeed).toBe(7)
  explore.setDimension(0, 0.25)
  explore.commit()
  expect([explore.shownSeed, explore.seed]).toEqual([null, 7])
  explore.undo()
  expect(explore.shownSeed).toBe(7)
  explore.reset()
  expect(explore.shownSeed).toBeNull()
  explore.undo()
  const kept = explore.keep()
  expect(explorer(kept).explore.shownSeed).toBe(7)
  explore.reset()
  expect(explorer(explore.keep()).explore.shownSeed).toBeNull()
})

test('a pin and a mix have the seed of what they show', async () => {
  const { explore } = explorer()
  await explore.drawSeed(7)
  explore.pin()
  await explore.drawSeed(8)
  explore.pin()
  const [a, b] = explore.pins.map(({ id }) => id)
  explore.returnTo(a ?? 0)
  expect(explore.shownSeed).toBe(7)
  explore.mix(a ?? 0, b ?? 0)
  expect(explore.shownSeed).toBeNull()
})

test('with the studio gone, a new seed changes neither the picture nor what is said of it', async () => {
  const { explore, wire } = explorer()
  await explore.drawSeed(7)
  wire.request = () => Promise.reject(new Error('Nobody is there.'))
  await explore.random()
  expect([explore.seed, explore.shownSeed]).toEqual([7, 7])
  expect(explore.problem).not.toBeNull()
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
  explore.sliders = 'numbers'
  const again = explorer(explore.keep()).explore
  expect(again.latent).toEqual([1, -2])
  expect(again.pins.map(pin => pin.latent)).toEqual([[1, -2]])
  expect([again.smooth, again.epoch, again.sliders]).toEqual([true, 3, 'numbers'])
  expect(
    keptFrom(
      {
        latent: [1, 2, 3],
        pins: [[1, 2], { latent: [1] }, 'x', { latent: [3, 4], knobs: { class: 7 } }],
        seed: 'no',
        smooth: 1,
        knobs: { other: 7 }
      },
      { latent: 2, inputs: [latents(2), classes] }
    )
  ).toEqual({
    latent: [0, 0],
    knobs: { class: 0 },
    seed: 1,
    seeded: false,
    smooth: false,
    sliders: 'directions',
    epoch: null,
    pair: 0,
    pins: [
      [1, 2],
      [3, 4]
    ].map(latent => ({ latent, knobs: { class: 0 } }))
  })
  expect(keptFrom(null, { latent: 2, inputs: [] }).latent).toEqual([0, 0])
})

test('an error is said, and the next picture takes it away', async () => {
  let broken = true
  const wire = new FakeWire({
    generate: () => {
      if (broken) throw new Error('No checkpoint.')
      return { count: 1, width: 1, height: 1, rgba: new Uint8Array(4) }
    }
  })
  const explore = new Explore({ id: 'r', latent: 1, inputs: [latents(1)] }, wire)
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

test('what is declared beside the latent is asked for with each picture, and undo brings it back', async () => {
  const run = { id: 'r', latent: 1, inputs: [latents(1), classes, truncation] }
  const wire = new FakeWire({
    generate: ({ inputs }) => {
      const [places, shares] = [inputs['class'] as number[], inputs['truncation'] as number[]]
      return {
        count: places.length,
        width: 1,
        height: 1,
        rgba: Uint8Array.from(places.flatMap((place, i) => [place, 100 * (shares[i] ?? Number.NaN), 0, 255]))
      }
    }
  })
  const explore = new Explore(run, wire)
  expect(explore.knobs).toEqual({ class: 0, truncation: 1 })
  explore.set([0.5], { class: 2, truncation: 0.5 })
  await rest()
  expect([...(explore.picture?.rgba ?? [])].slice(0, 2)).toEqual([2, 50])
  explore.pin()
  explore.setKnob('class', 1)
  explore.commit()
  await rest()
  expect([...(explore.picture?.rgba ?? [])].slice(0, 2)).toEqual([1, 50])
  explore.undo()
  expect([explore.latent, explore.knobs]).toEqual([[0.5], { class: 2, truncation: 0.5 }])
  explore.pin()
  await explore.drawPins()
  expect(explore.pins.map(({ id }) => explore.pinPictures.get(id)?.rgba[0])).toEqual([2, 2])
  const again = new Explore(run, wire, explore.keep())
  expect([again.knobs, ...again.pins.map(({ knobs }) => knobs)]).toEqual(
    [1, 2, 3].map(() => ({ class: 2, truncation: 0.5 }))
  )
})

test('prepared before it is looked at: one picture, and none more once it is there', async () => {
  const { wire, explore } = explorer()
  explore.prepare()
  explore.prepare()
  await rest()
  expect([wire.count('drawLatents') > 0, explore.picture !== null]).toEqual([true, true])
  const drawn = wire.count('generate')
  explore.prepare()
  await rest()
  expect(wire.count('generate')).toBe(drawn)
})
