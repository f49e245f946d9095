/** Between any transport and the handlers: parses what comes in, and makes every outcome an envelope. */
import type { z } from 'zod'
import { requests, type Caller, type Envelope, type ErrorCode, type Handlers, type RequestName } from '../../shared/ipc'
import { isUnforeseen, readable } from '../lib/failures'
import { Tally } from './load/tally'
import { Turns } from './load/turns'

export type Dispatch = (name: string, input: unknown, caller?: Caller) => Promise<Envelope<unknown>>

/**
 * What a window and all of them may have asked and not heard yet. The window itself asks for a dozen things at once at
 * most.
 */
const mostRequests = { each: 64, all: 512 }
/** Of requests that may take hundreds of megabytes while they are answered; those that draw take turns as jobs. */
const largeAtOnce = 4

/** Handlers' own answers are checked where a developer sees it: in tests and while developing. */
const checkAnswers = process.env.VITEST !== undefined || process.env.NODE_ENV === 'development'

/** Never rejects. */
export function createDispatcher(handlers: Handlers): Dispatch {
  const tally = new Tally('requests', mostRequests)
  const turns = new Turns(largeAtOnce)
  return async (name, input, caller) => {
    if (!isRequest(name)) return failure('bad-input', `There is no request "${name.slice(0, 100)}".`)
    const parsed = requests[name].input.safeParse(input)
    if (!parsed.success) return failure('bad-input', `${name}: ${describeIssue(parsed.error)}`)
    let leave: (() => void) | undefined
    try {
      leave = tally.enter(caller)
      // The name picks schema and handler alike; TypeScript cannot follow a union through both.
      const handler = handlers[name] as (input: unknown, caller?: Caller) => Promise<unknown>
      const work = (): Promise<unknown> => handler(parsed.data, caller)
      const request = requests[name]
      const value = await ('large' in request ? turns.take(caller, work) : work())
      if (checkAnswers) checkAnswer(name, value)
      return { ok: true, value }
    } catch (error) {
      const found = readable(error)
      if (isUnforeseen(found)) console.error(`${name} failed:`, error)
      return failure(found.code, found.message)
    } finally {
      leave?.()
    }
  }
}

const isRequest = (name: string): name is RequestName => Object.hasOwn(requests, name)
const failure = (code: ErrorCode, message: string): Envelope<never> => ({ ok: false, code, message })

/** One readable sentence naming the field, e.g. `"settings.epochs": expected number, received string.` */
function describeIssue(error: z.ZodError): string {
  const issue = error.issues[0]
  if (!issue) return 'The input is not valid.'
  const field = issue.path.map(String).join('.')
  const what = issue.message.replace(/^Invalid input: /, '').replace(/[.\s]*$/, '')
  return field ? `"${field}": ${what}.` : `${what}.`
}

function checkAnswer(name: RequestName, value: unknown): void {
  const checked = requests[name].output.safeParse(value)
  if (!checked.success) throw new Error(`The answer to ${name} breaks the contract: ${describeIssue(checked.error)}`)
}
