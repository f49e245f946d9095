import { problemWords } from '../toasts.svelte'
import { Coalescer } from './coalescer'

/** The newest answer to what was asked; of what is asked while one is under way, only the last is. */
export class Latest<Wish, Found> {
  shown = $state.raw<Found | null>(null)
  /** Why the newest question has no answer; what was shown stays. */
  problem = $state<string | null>(null)
  readonly #hand: Coalescer<Wish, Found>

  constructor(ask: (wish: Wish) => Promise<Found>) {
    this.#hand = new Coalescer(
      ask,
      found => {
        this.shown = found
        this.problem = null
      },
      problem => {
        this.problem = problemWords(problem)
      }
    )
  }

  want(wish: Wish): void {
    this.#hand.push(wish)
  }
}
