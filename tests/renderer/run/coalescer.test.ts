import { expect, test } from 'vitest'
import { Coalescer } from '../../../src/renderer/state/run/coalescer'

/** A call whose answers the test gives by hand. */
function byHand() {
  const calls: { input: number; answer: (value: number) => void; fail: (error: Error) => void }[] = []
  const answers: number[] = []
  const failures: unknown[] = []
  const coalescer = new Coalescer<number, number>(
    input => new Promise((answer, fail) => calls.push({ input, answer, fail })),
    output => answers.push(output),
    error => failures.push(error)
  )
  return { calls, answers, failures, coalescer }
}
const settle = () => new Promise(resolve => setTimeout(resolve))

test('one in flight, and of the rest only the newest', async () => {
  const { calls, answers, coalescer } = byHand()
  for (const input of [1, 2, 3, 4]) coalescer.push(input)
  expect(calls.map(call => call.input)).toEqual([1])
  expect(coalescer.waiting).toBe(true)
  calls[0]?.answer(10)
  await settle()
  expect(calls.map(call => call.input)).toEqual([1, 4])
  expect(coalescer.waiting).toBe(false)
  calls[1]?.answer(40)
  await settle()
  expect(answers).toEqual([10, 40])
  expect(coalescer.busy).toBe(false)
})

test('a failure is told and does not stop what waits', async () => {
  const { calls, answers, failures, coalescer } = byHand()
  coalescer.push(1)
  coalescer.push(2)
  calls[0]?.fail(new Error('no'))
  await settle()
  calls[1]?.answer(20)
  await settle()
  expect(failures).toHaveLength(1)
  expect(answers).toEqual([20])
})

test('what was dropped never answers', async () => {
  const { calls, answers, coalescer } = byHand()
  coalescer.push(1)
  coalescer.push(2)
  coalescer.drop()
  calls[0]?.answer(10)
  await settle()
  expect(calls).toHaveLength(1)
  expect(answers).toEqual([])
})
