/** The search for somebody's picture among what a run draws: each answer is shown, until it is done or stopped. */
import type { Pixels, Run } from '../../../../shared/domain'
import { likenessWords } from '../../../../shared/explore/projection'
import { pictureOf as pictureInputOf } from '../../../../shared/sampling-knobs'
import type { Output } from '../../../../shared/ipc'
import { Jobs, type Wire } from '../../jobs.svelte'
import { problemWords } from '../../toasts.svelte'
import { wasCancelled } from '../../transport'
import type { Latent } from '../latents'
import { pictureOf, type Knobs } from '../sampling-values'

type Answer = Output<'findLatent'>
/** A picture file, or one that the run's dataset holds out. */
export type Given = { name: string } & ({ file: Uint8Array<ArrayBuffer> } | { heldOut: number })

/** Runs that draw pictures from latents alone. */
export const findable = (run: Pick<Run, 'latent' | 'inputs' | 'examples'>): boolean =>
  run.latent > 0 && !run.examples.scatter && !pictureInputOf(run)

export class Finding {
  name = $state('')
  /** The newest answer. */
  #found = $state.raw<Answer | null>(null)
  problem = $state<string | null>(null)
  readonly jobs: Jobs
  readonly job = $derived.by(() => this.jobs.list[0])
  readonly target: Pixels | null = $derived(this.#found && pictureOf(this.#found.pixels, 0))
  readonly made: Pixels | null = $derived(this.#found && pictureOf(this.#found.pixels, 1))
  /** How near it is, once nothing goes on. */
  readonly words: string | null = $derived(this.#found && !this.job ? likenessWords(this.#found) : null)
  /** Ready to be put on the sliders. */
  readonly result: { latent: Latent; knobs: Knobs } | null = $derived(this.#found)

  constructor(
    private readonly run: Pick<Run, 'id' | 'heldOutCount'>,
    private readonly wire: Wire
  ) {
    this.jobs = new Jobs(wire)
  }

  /** What was found so far stays when it is called off. */
  async find(given: Given, epoch: number | undefined): Promise<void> {
    this.stop()
    this.name = given.name
    this.#found = null
    this.problem = null
    try {
      await this.jobs.start('Finding the picture', (job, signal) => this.#search(job, signal, given, epoch))
    } catch (problem) {
      if (!wasCancelled(problem)) this.problem = problemWords(problem)
    }
  }

  /** One that was held out of its training, drawn by chance: how well it draws what it has never seen. */
  findHeldOut(epoch: number | undefined): Promise<void> {
    const heldOut = Math.floor(Math.random() * this.run.heldOutCount)
    return this.find({ name: `Held-out picture ${heldOut + 1}`, heldOut }, epoch)
  }

  stop(): void {
    this.jobs.cancelAll()
  }

  async #search(job: string, signal: AbortSignal, given: Given, epoch: number | undefined): Promise<void> {
    const began = performance.now()
    let before: Answer | null = null
    for (;;) {
      const picture = before ? { pixels: before.target } : given
      const asked = { run: this.run.id, epoch: before?.epoch ?? epoch, picture, state: before?.state }
      const found: Answer = await this.wire.request('findLatent', { ...asked, job })
      if (signal.aborted) return
      this.#found = found
      before = found
      const { done, steps } = found
      if (done >= steps) return
      const secondsLeft = done > 0 ? ((performance.now() - began) / 1000 / done) * (steps - done) : null
      this.jobs.update(job, { done, total: steps, secondsLeft })
    }
  }
}
