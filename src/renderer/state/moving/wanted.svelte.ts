/** What a run that came without its pictures was trained on, and which that are here it is given. */
import type { Run } from '../../../shared/domain'
import type { Output } from '../../../shared/ipc'
import { Jobs, type Job, type Wire } from '../jobs.svelte'
import { problemWords } from '../toasts.svelte'
import { RequestError, wasCancelled } from '../transport'

export class Wanted {
  /** Null: nothing is known of its pictures, or it has them. */
  pictures = $state.raw<Output<'wantedPictures'>>(null)
  chosen = $state('')
  /** What stands against those that were chosen last; `anyway`: they may be taken all the same. */
  problem = $state.raw<{ words: string; anyway: boolean } | null>(null)
  readonly #jobs: Jobs

  constructor(
    private readonly run: string,
    private readonly wire: Wire
  ) {
    this.#jobs = new Jobs(wire)
  }

  get job(): Job | undefined {
    return this.#jobs.list.at(-1)
  }

  /** Asked anew whenever a dataset comes or goes. */
  async load(): Promise<void> {
    const found = await this.wire.request('wantedPictures', { run: this.run }).catch(() => null)
    this.pictures = found
    if (!found?.fitting.includes(this.chosen)) this.chosen = found?.fitting[0] ?? ''
  }

  /** @returns the run with its pictures; null where they were not taken, which `problem` says */
  async give(anyway: boolean): Promise<Run | null> {
    this.problem = null
    try {
      return await this.#jobs.ask('Comparing pictures', 'givePictures', {
        run: this.run,
        dataset: this.chosen,
        anyway
      })
    } catch (problem) {
      if (!wasCancelled(problem))
        this.problem = {
          words: problemWords(problem),
          anyway: !anyway && problem instanceof RequestError && problem.code === 'conflict'
        }
      return null
    }
  }
}
