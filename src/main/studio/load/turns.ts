/**
 * So many at once, the others in turn: whoever has least under way comes first, and one place is always left to
 * somebody
 * else, so that nobody waits for ever behind one who asks for everything.
 */
import type { Caller } from '../../../shared/ipc'

interface Waiting {
  caller: Caller | undefined
  start: () => void
}

export class Turns {
  private readonly underWay = new Map<Caller | undefined, number>()
  private running = 0
  private waiting: Waiting[] = []

  /** @param atOnce two or more; a caller has one less at most */
  constructor(private readonly atOnce: number) {}

  /** Does it when its turn comes. @param signal calls off the waiting; rejects with its reason then */
  async take<T>(caller: Caller | undefined, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted()
    if (this.mustWait(caller)) await this.wait(caller, signal)
    else this.count(caller, 1)
    try {
      return await work()
    } finally {
      this.count(caller, -1)
      this.next()
    }
  }

  mustWait(caller: Caller | undefined): boolean {
    return this.running >= this.atOnce || this.of(caller) >= this.atOnce - 1
  }

  private of(caller: Caller | undefined): number {
    return this.underWay.get(caller) ?? 0
  }

  private wait(caller: Caller | undefined, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        this.waiting = this.waiting.filter(each => each !== me)
        reject(signal?.reason)
      }
      const me: Waiting = {
        caller,
        start: () => {
          signal?.removeEventListener('abort', giveUp)
          resolve()
        }
      }
      this.waiting.push(me)
      signal?.addEventListener('abort', giveUp, { once: true })
    })
  }

  private next(): void {
    const ready = this.waiting.filter(({ caller }) => !this.mustWait(caller))
    const [first] = ready
    if (!first) return
    const chosen = ready.reduce((best, each) => (this.of(each.caller) < this.of(best.caller) ? each : best), first)
    this.waiting = this.waiting.filter(each => each !== chosen)
    // Before anybody else can take its place.
    this.count(chosen.caller, 1)
    chosen.start()
  }

  private count(caller: Caller | undefined, change: 1 | -1): void {
    this.running += change
    const now = this.of(caller) + change
    if (now > 0) this.underWay.set(caller, now)
    else this.underWay.delete(caller)
  }
}
