import { expect, test } from 'vitest'
import type { DecodedSheet } from '../../../src/renderer/state/run/sheet-cache'
import { TimeLine } from '../../../src/renderer/state/run/time-line.svelte'
import { RequestError } from '../../../src/renderer/state/transport/types'
import { FakeWire, settle } from './fake-wire'

/** Sheets by epoch, told apart by their count. */
const sheet = (epoch: number) => ({ count: epoch }) as DecodedSheet

function line(load = async (epoch: number) => sheet(epoch)) {
  const timeLine = new TimeLine({ id: 'r', inputs: [] }, new FakeWire({}), {
    peek: () => undefined,
    get: (_, epoch) => load(epoch)
  })
  timeLine.epochs = [1, 2, 3, 5]
  return timeLine
}

test('stays with the newest until another is chosen', async () => {
  const timeLine = line()
  expect([timeLine.epoch, timeLine.index]).toEqual([5, 3])
  void timeLine.goTo(1)
  timeLine.epochs = [1, 2, 3, 5, 6]
  expect([timeLine.epoch, timeLine.index]).toEqual([2, 1])
  void timeLine.goTo(99)
  timeLine.epochs = [1, 2, 3, 5, 6, 7]
  expect(timeLine.epoch).toBe(7)
  await settle()
  await timeLine.show()
  expect(timeLine.frameEpoch).toBe(7)
})

test('a frame that comes late is not shown over a newer one', async () => {
  const answers = new Map<number, () => void>()
  const timeLine = line(epoch => new Promise(resolve => answers.set(epoch, () => resolve(sheet(epoch)))))
  void timeLine.goTo(0)
  void timeLine.goTo(2)
  answers.get(3)?.()
  await settle()
  answers.get(1)?.()
  await settle()
  expect(timeLine.frameEpoch).toBe(3)
})

test('plays from the start to the end, every frame once', async () => {
  const timeLine = line()
  timeLine.framesPerSecond = 200
  timeLine.play()
  const seen: number[] = []
  while (seen.at(-1) !== 5) {
    await new Promise(resolve => setTimeout(resolve, 1))
    const epoch = timeLine.frameEpoch
    if (epoch !== null && epoch !== seen.at(-1)) seen.push(epoch)
  }
  expect(seen).toEqual([1, 2, 3, 5])
  expect(timeLine.playing).toBe(true)
  timeLine.toggle()
  expect(timeLine.playing).toBe(false)
})

test('cancelling a frame that is drawn stops playing, and is no error', async () => {
  const timeLine = line(async epoch => {
    if (epoch === 3) throw new RequestError('cancelled', 'Cancelled.')
    return sheet(epoch)
  })
  timeLine.framesPerSecond = 200
  timeLine.play()
  await expect.poll(() => timeLine.playing).toBe(false)
  expect([timeLine.problem, timeLine.frameEpoch]).toEqual([null, 2])
})

test('a frame that cannot be loaded is said and stops playing', async () => {
  const timeLine = line(async epoch => {
    if (epoch === 2) throw new Error('gone')
    return sheet(epoch)
  })
  timeLine.framesPerSecond = 200
  timeLine.play()
  await new Promise(resolve => setTimeout(resolve, 60))
  expect(timeLine.problem).toContain('gone')
  expect(timeLine.playing).toBe(false)
})
