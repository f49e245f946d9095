/** The output page follows Explore while this is on: each picture as it comes, of a rush of them only the newest. */
import type { Pixels } from '../../../../shared/domain'
import type { Wire } from '../../jobs.svelte'
import { problemWords } from '../../toasts.svelte'
import { Coalescer } from '../coalescer'

/** The part of an address that says that a page is one, see main.ts. */
export const outputHash = '#output'

export class OutputFeed {
  on = $state(false)
  problem = $state<string | null>(null)
  readonly #hand: Coalescer<{ picture: Pixels; smooth: boolean }, null>

  constructor(wire: Pick<Wire, 'request'>) {
    this.#hand = new Coalescer(
      ({ picture, smooth }) => wire.request('showOutput', { picture: { ...picture, count: 1 }, smooth }),
      () => {
        this.problem = null
      },
      problem => {
        this.problem = problemWords(problem)
      }
    )
  }

  /** @param open shows the page, in a window or a tab of its own */
  toggle(open: () => void): void {
    this.on = !this.on
    if (this.on) open()
  }

  follow(picture: Pixels | null, smooth: boolean): void {
    if (this.on && picture) this.#hand.push({ picture, smooth })
  }
}
