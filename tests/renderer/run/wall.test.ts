/** The window's side of a wall: what is in sight is drawn, one request at a time; likes make another wall. */
import { expect, test } from 'vitest'
import { Explore } from '../../../src/renderer/state/run/explore.svelte'
import { WallOfSamples } from '../../../src/renderer/state/run/wall/wall.svelte'
import { drawLatents } from '../../../src/shared/random'
import type { SamplingInput } from '../../../src/shared/sampling-inputs'
import { FakeWire, settle } from './fake-wire'

const input: SamplingInput = {
  ...{ key: 'latents', label: 'Latent', help: '' },
  ...{ kind: 'latent', size: 4, distribution: 'normal' }
}
const run = { id: 'r', latent: 4, inputs: [input] }

function walled() {
  const asked: number[][][] = []
  let most = 0
  let under = 0
  const wire = new FakeWire({
    generate: async ({ inputs }) => {
      most = Math.max(most, ++under)
      await settle()
      under--
      const latents = inputs['latents'] as number[][]
      asked.push(latents)
      return {
        count: latents.length,
        width: 1,
        height: 1,
        rgba: new Uint8Array(4 * latents.length).fill(latents.length)
      }
    },
    arrangeSamples: async ({ count = 0, near }) => {
      await settle()
      const up = Array.from({ length: count }, (_, i) => i)
      const map = up.map((): [number, number] => [0, 0])
      return { epoch: 1, scores: up, novelty: up.toReversed(), nearness: near ? up : null, map }
    }
  })
  const wall = new WallOfSamples(run, new Explore(run, wire), wire)
  return { wall, wire, asked, most: () => most }
}
const rest = async () => {
  for (let i = 0; i < 12; i++) await settle()
}
const sight = (from: number, count = 40) => Array.from({ length: count }, (_, i) => from + i)

test('what is in sight is drawn, one request at a time, and what was scrolled past is not', async () => {
  const { wall, asked, most } = walled()
  for (const from of [0, 1000, 2000, 50_000]) wall.see(sight(from))
  await rest()
  expect(most()).toBe(1)
  expect(asked.map(({ length }) => length)).toEqual([32, 32, 8])
  expect(asked[1]?.[0]).toEqual([...drawLatents(50_001, 1, 4)])
  expect([0, 31, 32, 1000, 50_000, 50_039].map(place => wall.pictureAt(place) !== undefined)).toEqual([
    ...[true, true, false, false, true, true]
  ])
})

test('more and fewer like one make another wall, which can be forgotten again', async () => {
  const { wall, asked } = walled()
  wall.see(sight(0, 4))
  await rest()
  const first = asked.at(-1)
  wall.like(2)
  await rest()
  expect([wall.more, asked.at(-1)?.[0]]).toEqual([[first?.[2]], expect.not.arrayContaining(first?.[0] ?? [])])
  wall.dislike(0)
  await rest()
  expect(wall.fewer).toHaveLength(1)
  wall.forget()
  await rest()
  expect([wall.more, wall.fewer, asked.at(-1)]).toEqual([[], [], first])
})

test('sorted, the wall has what was compared; nearness asks anew with the picture', async () => {
  const { wall, wire } = walled()
  wall.sortBy('score')
  await rest()
  expect([wall.length, wall.placeOf(0), wall.seedOf(0)]).toEqual([256, 255, 256])
  wall.sortBy('novelty')
  expect([wall.placeOf(0), wire.count('arrangeSamples')]).toEqual([0, 1])
  wall.nearTo({ name: 'mine.png', file: new Uint8Array(3) })
  await rest()
  expect([wall.placeOf(0), wall.hasNear, wire.count('arrangeSamples')]).toEqual([0, true, 2])
  wall.reject(3)
  expect([...wall.rejected]).toEqual([3])
  wall.sortBy('drawn')
  expect(wall.length).toBe(100_000)
})
