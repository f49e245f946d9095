import { expect, test } from 'vitest'
import { defaultChoices, GifMaker } from '../../../src/renderer/state/run/gif.svelte'
import { RequestError } from '../../../src/renderer/state/transport-types'
import type { Gif } from '../../../src/shared/domain'
import { FakeWire, settle } from './fake-wire'

const run = { id: 'r', sampleCount: 25, sampleColumns: 5, image: [28, 28, 1] as [number, number, number] }
const made: Gif = { gif: new Uint8Array(1234), width: 420, height: 420, frames: 12 }

test('a grid that fits the samples, about 400 pixels large', () => {
  expect(defaultChoices(run)).toMatchObject({ columns: 5, rows: 5, scale: 3 })
  expect(defaultChoices({ sampleCount: 7, sampleColumns: 3, image: [64, 64, 3] })).toMatchObject({
    columns: 3,
    rows: 2,
    scale: 2
  })
  expect(defaultChoices({ sampleCount: 1, sampleColumns: 1, image: [1024, 1024, 3] })).toMatchObject({
    columns: 1,
    rows: 1,
    scale: 1
  })
})

test('the preview is the GIF itself; what was kept of the choices comes back', async () => {
  const wire = new FakeWire({ exportGif: () => made })
  const maker = new GifMaker(run, wire, { framesPerSecond: 12, columns: 2, nonsense: 4 })
  await maker.refresh(9)
  expect(maker.preview).toMatchObject({ size: 1234, width: 420, height: 420, frames: 12 })
  expect(maker.madeAt).toBe(9)
  expect(wire.asked[0]?.input).toMatchObject({ keep: false, options: { framesPerSecond: 12, columns: 2, rows: 5 } })
  expect(maker.busy).toBe(false)
})

test('a newer preview cancels the one under way, whose answer is not shown', async () => {
  const answers: ((gif: Gif) => void)[] = []
  const wire = new FakeWire({
    exportGif: () => new Promise<Gif>(resolve => answers.push(resolve)),
    cancelJob: () => null
  })
  const maker = new GifMaker(run, wire)
  const first = maker.refresh(1)
  const second = maker.refresh(2)
  await settle()
  const [one, , two] = wire.asked.map(({ input }) => (input as { job: string }).job)
  expect(wire.asked.map(({ name }) => name)).toEqual(['exportGif', 'cancelJob', 'exportGif'])
  expect(one).not.toBe(two)
  answers[0]?.({ ...made, frames: 1 })
  await first
  expect(maker.preview).toBeNull()
  answers[1]?.({ ...made, frames: 2 })
  await second
  expect(maker.preview?.frames).toBe(2)
})

test('progress of its own job only; cancelling is no error', async () => {
  let fail: (error: Error) => void = () => {}
  const wire = new FakeWire({
    exportGif: () =>
      new Promise<Gif>((_, reject) => {
        fail = reject
      }),
    cancelJob: () => null
  })
  const maker = new GifMaker(run, wire)
  const detach = maker.attach()
  const refreshing = maker.refresh(1)
  await settle()
  const [job = ''] = wire.asked.map(({ input }) => (input as { job: string }).job)
  wire.emit('progress', { job: 'else', label: 'Other', done: 1, total: 2, secondsLeft: null })
  expect(maker.progress).toBeNull()
  wire.emit('progress', { job, label: 'Frames', done: 1, total: 2, secondsLeft: null })
  expect(maker.progress).toEqual({ label: 'Frames', done: 1, total: 2 })
  fail(new RequestError('cancelled', 'Cancelled.'))
  await refreshing
  expect([maker.problem, maker.busy, maker.progress]).toEqual([null, false, null])
  detach()
  expect(wire.listening).toBe(0)
})

test('a failure is said', async () => {
  const maker = new GifMaker(
    run,
    new FakeWire({
      exportGif: () => {
        throw new RequestError('disk-full', 'The disk is full.')
      }
    })
  )
  expect(await maker.export()).toBeNull()
  expect(maker.problem).toBe('The disk is full.')
  expect(maker.exporting).toBe(false)
})

test('first and last epoch: asked for, kept, and given back to the oldest and the newest', async () => {
  const wire = new FakeWire({ exportGif: () => made })
  const maker = new GifMaker(run, wire, { firstEpoch: 3, lastEpoch: 7 })
  await maker.refresh(9)
  expect(wire.asked[0]?.input).toMatchObject({ options: { firstEpoch: 3, lastEpoch: 7 } })
  maker.change({ lastEpoch: undefined })
  expect(maker.kept).toEqual({ ...defaultChoices(run), firstEpoch: 3 })
})
