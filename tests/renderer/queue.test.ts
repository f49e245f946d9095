import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { Queue } from '../../src/renderer/state/queue.svelte'
import { FakeWire } from './run/fake-wire'

const [a, b, c] = [randomUUID(), randomUUID(), randomUUID()]

/** A row of three, as a studio keeps it. */
function row() {
  let waiting: string[] = [a, b, c]
  const wire = new FakeWire({
    trainingQueue: () => ({ atOnce: 1, waiting }),
    setTrainingsAtOnce: ({ atOnce }) => ({ atOnce, waiting }),
    moveInQueue: ({ run, before }) => {
      const others = waiting.filter(each => each !== run)
      others.splice(before === null ? others.length : others.indexOf(before), 0, run)
      waiting = others
      return { atOnce: 1, waiting }
    }
  })
  return { wire, queue: new Queue(wire) }
}

test('the row is as the studio tells it', async () => {
  const { wire, queue } = row()
  queue.listen()
  await queue.load()
  expect([queue.waiting, queue.ahead(c), queue.ahead(randomUUID())]).toEqual([[a, b, c], 2, 0])
  wire.emit('queue', { atOnce: 2, waiting: [c] })
  expect([queue.waiting, queue.ahead(c), queue.atOnce]).toEqual([[c], 0, 2])
})

test('a run moves one place earlier or later, and not beyond the ends', async () => {
  const { wire, queue } = row()
  await queue.load()
  await queue.move(b, -1)
  expect(queue.waiting).toEqual([b, a, c])
  await queue.move(b, 1)
  expect(queue.waiting).toEqual([a, b, c])
  await queue.move(b, 1)
  expect(queue.waiting).toEqual([a, c, b])
  await queue.move(b, 1)
  await queue.move(a, -1)
  expect(wire.count('moveInQueue')).toBe(3)
})
