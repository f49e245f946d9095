import { expect, test } from 'vitest'
import { Finding } from '../../../src/renderer/state/run/finding/finding.svelte'
import type { Output } from '../../../src/shared/ipc'
import { FakeWire, settle } from './fake-wire'

type Answer = Output<'findLatent'>
const given = { name: 'cat.png', file: Uint8Array.of(1) }
const answer = (done: number, distance = 40): Answer => ({
  ...{ epoch: 3, done, steps: 20, latent: [done], knobs: { class: 1 }, distance, toAverage: 80 },
  state: { places: [0], done, toAverage: 80, numbers: Uint8Array.of(done) },
  target: Uint8Array.of(7),
  pixels: { count: 2, width: 1, height: 1, rgba: Uint8Array.of(7, 7, 7, 255, done, done, done, 255) }
})

test('each piece begins where the last ended, with the picture as it was framed, and is shown', async () => {
  const wire = new FakeWire({ findLatent: ({ state }) => answer(state ? state.done + 10 : 0) })
  const finding = new Finding({ id: 'r', heldOutCount: 0 }, wire)
  await finding.find(given, 3)
  expect(wire.asked.map(({ input }) => input)).toMatchObject([
    { run: 'r', epoch: 3, picture: given, state: undefined },
    { epoch: 3, picture: { pixels: Uint8Array.of(7) }, state: { done: 0 } },
    { state: { done: 10 } }
  ])
  expect(finding.target?.rgba[0]).toBe(7)
  expect(finding.made?.rgba[0]).toBe(20)
  expect(finding.result).toMatchObject({ latent: [20], knobs: { class: 1 } })
  expect(finding.words).toMatch(/75 %/)
  expect(finding.job).toBeUndefined()
})

test('when it is stopped what was found so far stays; a failure is said', async () => {
  const answers: ((value: Answer) => void)[] = []
  const wire = new FakeWire({
    findLatent: () => new Promise(resolve => answers.push(resolve)),
    cancelJob: () => null
  })
  const finding = new Finding({ id: 'r', heldOutCount: 0 }, wire)
  const done = finding.find(given, undefined)
  answers[0]?.(answer(0))
  await settle()
  expect(finding.job).toMatchObject({ done: 0, total: 20 })
  finding.stop()
  answers[1]?.(answer(10))
  await done
  expect(finding.result?.latent).toEqual([0])
  expect(wire.count('cancelJob')).toBe(1)
  const failing = new Finding({ id: 'r', heldOutCount: 0 }, new FakeWire({}))
  await failing.find(given, undefined)
  expect(failing.problem).toContain('Nobody answers')
})
