import type { Run } from '../../../shared/domain'
import type { Output } from '../../../shared/ipc'
import type { Wire } from '../jobs.svelte'
import { Latest } from './latest.svelte'

export type Reconstruction = Output<'reconstruct'>
interface Wish {
  epoch: number
  count: number
  columns?: number
  seed?: number
}

/** Training pictures above what a checkpoint makes of them. */
export class Reconstructions extends Latest<Wish, Reconstruction> {
  constructor(
    private readonly run: Pick<Run, 'id'>,
    private readonly wire: Wire
  ) {
    super(wire, (wish, jobs) => jobs.ask('Reconstructing', 'reconstruct', { run: run.id, ...wish }))
  }

  /** Latent of one of the shown pictures, by the checkpoint that is given. */
  async latentOf(place: number, epoch: number | undefined): Promise<number[] | null> {
    const picture = this.shown?.pictures[place]
    if (picture === undefined) return null
    const [latent] = await this.wire.request('encode', { run: this.run.id, epoch, pictures: [picture] })
    return latent ?? null
  }
}
