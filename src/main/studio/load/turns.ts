/**
 * So many at once, the others in turn: whoever has least under way comes first, and nobody waits for ever behind one
 * who asks for everything.
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

  constructor(private readonly atOnce: number) {}

  /** Does it when its turn comes. @param signal calls off the waiting; rejects with its reason then */
  async take<T>(caller: Caller | undefined, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted()
    if (this.running >= this.atOnce) await this.wait(caller, signal)
    else this.count(caller, 1)
    try {
      return await work()
    } finally {
      this.count(caller, -1)
      this.next()
    }
  }

  /** Whether it would have to wait now. */
  get full(): boolean {
    return this.running >= this.atOnce
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
    if (this.waiting.length === 0 || this.full) return
    const of = ({ caller }: Waiting): number => this.underWay.get(caller) ?? 0
    const chosen = this.waiting.reduce((best, each) => (of(each) < of(best) ? each : best))
    this.waiting = this.waiting.filter(each => each !== chosen)
    // Before anybody else can take its place.
    this.count(chosen.caller, 1)
    chosen.start()
  }

  private count(caller: Caller | undefined, change: 1 | -1): void {
    this.running += change
    const now = (this.underWay.get(caller) ?? 0) + change
    if (now > 0) this.underWay.set(caller, now)
    else this.underWay.delete(caller)
  }
}
