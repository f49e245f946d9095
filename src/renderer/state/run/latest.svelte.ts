import { Jobs, shortWait, type Job, type Wire } from '../jobs.svelte'
import { problemWords } from '../toasts.svelte'
import { wasCancelled } from '../transport'
import { Coalescer } from './coalescer'

/** The newest answer to what was asked; of what is asked while one is under way, only the last is. */
export class Latest<Wish, Found> {
  shown = $state.raw<Found | null>(null)
  /** Why the newest question has no answer; what was shown stays. */
  problem = $state<string | null>(null)
  readonly #hand: Coalescer<Wish, Found>
  readonly #jobs: Jobs

  constructor(wire: Wire, ask: (wish: Wish, jobs: Jobs) => Promise<Found>) {
    this.#jobs = new Jobs(wire, shortWait)
    this.#hand = new Coalescer(
      wish => ask(wish, this.#jobs),
      found => {
        this.shown = found
        this.problem = null
      },
      problem => {
        this.problem = wasCancelled(problem) ? 'Cancelled before it was done.' : problemWords(problem)
      }
    )
  }

  /** How far the answer is, where it takes long. */
  get job(): Job | undefined {
    return this.#jobs.list[0]
  }

  want(wish: Wish): void {
    this.#hand.push(wish)
  }
}
