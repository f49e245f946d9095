/** Latents that seeds give, and which seed a latent came from, whatever way one comes back to it. */
import type { Run } from '../../../shared/domain'
import { asTrained, type Spread } from '../../../shared/explore/spread'
import type { Wire } from '../jobs.svelte'
import type { Latent } from './latents'

export class Seeds {
  /** How the latents of seeds are drawn from now on. */
  spread = $state.raw<Spread>(asTrained)
  readonly #known = new WeakMap<Latent, number>()

  constructor(
    private readonly run: Pick<Run, 'id'>,
    private readonly wire: Pick<Wire, 'request'>
  ) {}

  /** Null where it was changed, or comes from elsewhere. */
  of = (latent: Latent): number | null => this.#known.get(latent) ?? null

  remember(latent: Latent, seed: number): void {
    this.#known.set(latent, seed)
  }

  async latent(seed: number): Promise<Latent | undefined> {
    const { spread } = this
    const asked = { run: this.run.id, seed, count: 1, ...(spread === asTrained ? {} : { spread }) }
    const [latent] = await this.wire.request('drawLatents', asked)
    if (latent) this.remember(latent, seed)
    return latent
  }
}
