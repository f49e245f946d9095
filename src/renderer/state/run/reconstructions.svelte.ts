import type { Run } from '../../../shared/domain'
import type { Output } from '../../../shared/ipc'
import { problemWords } from '../toasts.svelte'
import type { Transport } from '../transport'
import { Coalescer } from './coalescer'

export type Reconstruction = Output<'reconstruct'>
interface Wish { epoch: number; count: number; columns?: number; seed?: number }

/** Training pictures above what a checkpoint makes of them; of what is asked while one is under way, only the last. */
export class Reconstructions {
  shown = $state.raw<Reconstruction | null>(null)
  problem = $state<string | null>(null)
  readonly #hand: Coalescer<Wish, Reconstruction>

  constructor(private readonly run: Pick<Run, 'id'>, private readonly wire: Pick<Transport, 'request'>) {
    this.#hand = new Coalescer(
      wish => this.wire.request('reconstruct', { run: this.run.id, ...wish }),
      found => {
        this.shown = found
        this.problem = null
      },
      problem => { this.problem = problemWords(problem) }
    )
  }

  want(wish: Wish): void { this.#hand.push(wish) }

  /** Latent of one of the shown pictures, by the checkpoint that is given. */
  async latentOf(place: number, epoch: number | undefined): Promise<number[] | null> {
    const picture = this.shown?.pictures[place]
    if (picture === undefined) return null
    const [latent] = await this.wire.request('encode', { run: this.run.id, epoch, pictures: [picture] })
    return latent ?? null
  }
}
