/** Who asks, across threads: a caller is a number there, and its going a message. */
import type { Caller } from '../../../shared/ipc'

/** In the host. */
export class NumberedCallers {
  private readonly numbers = new WeakMap<Caller, number>()
  private count = 0

  constructor(private readonly tellGone: (number: number) => void) {}

  /** Whoever it is of one thread, always the same number. */
  of(caller: Caller | undefined): number | null {
    if (!caller) return null
    const known = this.numbers.get(caller)
    if (known !== undefined) return known
    const number = ++this.count
    this.numbers.set(caller, number)
    // One that has gone before it was heard of is told of as well, once its request has been sent.
    if (caller.gone.aborted) queueMicrotask(() => this.tellGone(number))
    else caller.gone.addEventListener('abort', () => this.tellGone(number), { once: true })
    return number
  }
}

/** In the studio's thread. */
export class CallersByNumber {
  private readonly callers = new Map<number, { caller: Caller; ended: AbortController }>()

  of(number: number | null): Caller | undefined {
    if (number === null) return undefined
    const known = this.callers.get(number)
    if (known) return known.caller
    const ended = new AbortController()
    const caller = { gone: ended.signal }
    this.callers.set(number, { caller, ended })
    return caller
  }

  gone(number: number): void {
    this.callers.get(number)?.ended.abort()
    this.callers.delete(number)
  }
}
