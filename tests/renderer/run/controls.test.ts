/** Controls of Explore as something outside moves them: by name, within their range. */
import { expect, test } from 'vitest'
import { Explore } from '../../../src/renderer/state/run/explore.svelte'
import { controlsOf, move } from '../../../src/renderer/state/run/play/controls'
import { Walk } from '../../../src/renderer/state/run/walk/walk.svelte'
import { drawLatents } from '../../../src/shared/random'
import type { SamplingInput } from '../../../src/shared/sampling-inputs'
import { FakeWire, settle } from './fake-wire'

const words = { help: '' }
const inputs: SamplingInput[] = [
  { ...words, key: 'latents', label: 'Latent', kind: 'latent', size: 2, distribution: 'normal' },
  { ...words, key: 'class', label: 'Class', kind: 'choice', choices: ['bags', 'boots'] },
  { ...words, key: 'truncation', label: 'Truncation', kind: 'number', min: 0, max: 1, default: 1 }
]

test('by name, and not beyond either end', async () => {
  const run = { id: 'r', latent: 2, inputs }
  const wire = new FakeWire({
    generate: () => ({ count: 1, width: 1, height: 1, rgba: new Uint8Array(4) }),
    drawLatents: ({ seed }) => [[...drawLatents(Number(seed), 1, 2)]]
  })
  const explore = new Explore(run, wire)
  const walk = new Walk(run, explore)
  const now = () => controlsOf(run, explore, walk, [3, 6, 9])
  expect(now().map(({ id }) => id)).toEqual(['seed', 'time', 'knob/class', 'knob/truncation', 'latent/1', 'latent/2'])
  expect(move(now(), 'latent/2', 99)).toBe(true)
  expect(explore.latent).toEqual([0, 3])
  move(now(), 'knob/class', 0.9)
  move(now(), 'knob/truncation', -5)
  expect(explore.knobs).toEqual({ class: 1, truncation: 0 })
  move(now(), 'time', 0.5)
  expect(explore.epoch).toBe(6)
  move(now(), 'time', 1)
  expect(explore.epoch).toBeNull()
  explore.pin()
  explore.pin([1, 1])
  move(now(), 'walk', 0.5)
  expect([walk.place, explore.latent]).toEqual([1, [1, 1]])
  move(now(), 'pin/1', 1)
  expect(explore.latent).toEqual([0, 3])
  move(now(), 'seed', 7)
  await settle()
  expect(explore.latent).toEqual([...drawLatents(7, 1, 2)])
  expect([move(now(), 'latent/3', 1), move(now(), 'nothing', 1)]).toEqual([false, false])
})
