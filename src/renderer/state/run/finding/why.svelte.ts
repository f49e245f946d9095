/** Where a run's discriminator looks in the picture on the stage, and how real it finds that: follows the picture. */
import type { Pixels, Run } from '../../../../shared/domain'
import type { Output } from '../../../../shared/ipc'
import type { Wire } from '../../jobs.svelte'
import { problemWords } from '../../toasts.svelte'
import { Coalescer } from '../coalescer'
import type { Explore } from '../explore.svelte'
import { pictureOf, valuesOf } from '../sampling-values'

export class Why {
  on = $state(false)
  #found = $state.raw<Output<'seeWhy'> | null>(null)
  problem = $state<string | null>(null)
  readonly map: Pixels | null = $derived(this.on && this.#found ? pictureOf(this.#found.maps, 0) : null)
  readonly words: string | null = $derived.by(() => {
    if (!this.on) return null
    const score = this.#found?.scores[0]
    return this.problem ?? (score === undefined ? null : `Score ${score.toFixed(2)}: ${meaning}`)
  })
  readonly #hand: Coalescer<null, Output<'seeWhy'>>

  constructor(
    run: Pick<Run, 'id' | 'inputs'>,
    private readonly explore: Pick<Explore, 'latent' | 'knobs' | 'epoch' | 'picture'>,
    wire: Pick<Wire, 'request'>
  ) {
    this.#hand = new Coalescer(
      () => {
        const { latent, knobs, epoch } = this.explore
        const inputs = valuesOf(run, [{ latent, knobs }], undefined)
        return wire.request('seeWhy', { run: run.id, epoch: epoch ?? undefined, inputs })
      },
      found => {
        this.#found = found
        this.problem = null
      },
      problem => {
        this.#found = null
        this.problem = problemWords(problem)
      }
    )
  }

  toggle(): void {
    this.on = !this.on
    this.follow()
  }

  /** Another picture is shown. */
  follow(): void {
    if (this.on && this.explore.picture) this.#hand.push(null)
  }
}

const meaning = 'the higher, the more real it looks. Red: brighter would look more real; blue: darker would.'
