import { expect, test } from 'vitest'
import { Reconstructions, type Reconstruction } from '../../../src/renderer/state/run/reconstructions.svelte'
import { FakeWire, settle } from './fake-wire'

const found = (epoch: number, pictures = [4, 9]): Reconstruction => ({
  epoch,
  pictures,
  columns: 2,
  sheet: { png: new Uint8Array(), tileWidth: 2, tileHeight: 2, columns: 2, rows: 2, count: 4 }
})

test('of what is asked while one is under way only the last is asked for; the newest answer is shown', async () => {
  const answers: ((value: Reconstruction) => void)[] = []
  const wire = new FakeWire({ reconstruct: () => new Promise(resolve => answers.push(resolve)) })
  const shown = new Reconstructions({ id: 'r' }, wire)
  for (const epoch of [1, 2, 3]) shown.want({ epoch, count: 8, columns: 8 })
  answers[0]?.(found(1))
  await settle()
  expect(shown.shown?.epoch).toBe(1)
  answers[1]?.(found(3))
  await settle()
  expect(shown.shown?.epoch).toBe(3)
  expect(wire.asked.map(({ input }) => input)).toMatchObject(
    [1, 3].map(epoch => ({ run: 'r', epoch, count: 8, columns: 8 }))
  )
})

test('a failure is said, what was shown stays, and the next answer takes it away', async () => {
  let fails = false
  const wire = new FakeWire({
    reconstruct: ({ epoch = 0 }) => {
      if (fails) throw new Error('The checkpoint is missing.')
      return found(epoch)
    }
  })
  const shown = new Reconstructions({ id: 'r' }, wire)
  shown.want({ epoch: 1, count: 8 })
  await settle()
  fails = true
  shown.want({ epoch: 2, count: 8 })
  await settle()
  expect([shown.shown?.epoch, shown.problem]).toEqual([1, expect.stringContaining('The checkpoint is missing.')])
  fails = false
  shown.want({ epoch: 2, count: 8 })
  await settle()
  expect([shown.shown?.epoch, shown.problem]).toEqual([2, null])
})

test('the latent is of the picture that stands there, by the checkpoint that draws', async () => {
  const wire = new FakeWire({
    reconstruct: () => found(2),
    encode: ({ pictures }) => pictures.map(picture => [picture, 0.5])
  })
  const shown = new Reconstructions({ id: 'r' }, wire)
  expect(await shown.latentOf(0, undefined)).toBeNull()
  shown.want({ epoch: 2, count: 2 })
  await settle()
  expect(await shown.latentOf(1, 2)).toEqual([9, 0.5])
  expect(wire.asked.at(-1)).toEqual({ name: 'encode', input: { run: 'r', epoch: 2, pictures: [9] } })
  // Black places of a last row that is not full.
  expect(await shown.latentOf(2, undefined)).toBeNull()
})
