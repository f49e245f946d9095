import type { Run } from '../../../shared/domain'
import type { Input, Output } from '../../../shared/ipc'
import { problemWords } from '../toasts.svelte'
import type { Transport } from '../transport'
import { Coalescer } from './coalescer'

export type Translation = Output<'translate'>
type Wish = Omit<Input<'translate'>, 'run'>

/** Inputs of training pairs above what a checkpoint makes of them and their targets; of what is asked while one is under way, only the last. */
export class Translations {
  shown = $state.raw<Translation | null>(null)
  problem = $state<string | null>(null)
  readonly #hand: Coalescer<Wish, Translation>

  constructor(run: Pick<Run, 'id'>, wire: Pick<Transport, 'request'>) {
    this.#hand = new Coalescer(
      wish => wire.request('translate', { run: run.id, ...wish }),
      found => {
        this.shown = found
        this.problem = null
      },
      problem => { this.problem = problemWords(problem) }
    )
  }

  want(wish: Wish): void { this.#hand.push(wish) }
}
