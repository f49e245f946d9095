import type { RunEvent } from '../../../shared/domain'
import { problemWords } from '../toasts.svelte'
import type { Transport } from '../transport'

type Wire = Pick<Transport, 'request' | 'on' | 'onConnection'>

/** What happened to one run: findings, changes of settings, steps back. */
export class RunEvents {
  /** Newest first. */
  list = $state.raw<readonly RunEvent[]>([])
  loaded = $state(false)
  problem = $state<string | null>(null)
  /** Of several answers under way only the last one asked for counts. */
  #turn = 0

  constructor(
    readonly id: string,
    private readonly wire: Wire
  ) {}

  /** Loads, and again with every change; gives back what stops it. */
  attach(): () => void {
    const stops = [
      this.wire.on('health', ({ run }) => {
        if (run === this.id) void this.load()
      }),
      // Told at once where it is open, and when it comes back.
      this.wire.onConnection(state => {
        if (state === 'open') void this.load()
      })
    ]
    return () => {
      for (const stop of stops) stop()
    }
  }

  async load(): Promise<void> {
    const turn = ++this.#turn
    try {
      const list = await this.wire.request('runEvents', { run: this.id })
      if (turn !== this.#turn) return
      this.list = list.toReversed()
      this.loaded = true
      this.problem = null
    } catch (error) {
      if (turn === this.#turn) this.problem = problemWords(error)
    }
  }
}
