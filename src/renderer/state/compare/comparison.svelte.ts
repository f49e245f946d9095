/** Several runs side by side: what each draws of the same latents, its losses, settings and metrics. */
import type { Run } from '../../../shared/domain'
import type { Output } from '../../../shared/ipc'
import { choicesOf, pictureOf } from '../../../shared/sampling-knobs'
import { valuesOf } from '../run/sampling-values'
import type { DecodedSheet } from '../run/sheet-cache'
import { tilesOf } from '../run/time-line.svelte'
import { problemWords } from '../toasts.svelte'
import type { Transport } from '../transport'

type Wire = Pick<Transport, 'request'>
type Epochs = Output<'runMetrics'>['epochs']

/** Pictures of each run; one scatter shows all that there is. */
export const comparedOf = ({ examples }: Pick<Run, 'examples'>): number => (examples.scatter ? 1 : 16)
/** Points of a curve. */
const maxPoints = 400

export class Comparison {
  seed = $state(1)
  drawn = $state.raw<ReadonlyMap<string, DecodedSheet>>(new Map())
  /** By run: why it draws nothing. */
  problems = $state.raw<ReadonlyMap<string, string>>(new Map())
  epochs = $state.raw<ReadonlyMap<string, Epochs>>(new Map())
  found = $state.raw<Output<'newestMetrics'>>({ metrics: [], values: [] })
  #turn = 0

  constructor(private readonly wire: Wire) {}

  /** What does not depend on the seed. */
  async load(runs: readonly Run[]): Promise<void> {
    const [found, ...curves] = await Promise.all([
      this.wire.request('newestMetrics', {}).catch(() => this.found),
      ...runs.map(({ id: run }) =>
        this.wire.request('runMetrics', { run, maxPoints }).then(
          ({ epochs }): [string, Epochs] => [run, epochs],
          (): [string, Epochs] => [run, []]
        )
      )
    ])
    this.found = found
    this.epochs = new Map(curves)
  }

  /** Every run's newest checkpoint draws latents of the seed, one run after another; of classes each in its turn. */
  async draw(runs: readonly Run[]): Promise<void> {
    const turn = ++this.#turn
    for (const run of runs) {
      const drawn = await this.#draw(run).catch((problem: unknown) => problemWords(problem))
      if (turn !== this.#turn) return
      if (typeof drawn === 'string') this.problems = new Map([...this.problems, [run.id, drawn]])
      else {
        this.drawn = new Map([...this.drawn, [run.id, drawn]])
        this.problems = new Map([...this.problems].filter(([id]) => id !== run.id))
      }
    }
  }

  async #draw(run: Run): Promise<DecodedSheet> {
    const latents = await this.wire.request('drawLatents', { run: run.id, seed: this.seed, count: comparedOf(run) })
    const turns = choicesOf(run).filter(choice => choice.default === undefined)
    const wanted = latents.map((latent, i) => ({
      latent,
      knobs: Object.fromEntries(turns.map(({ key, choices }) => [key, i % choices.length]))
    }))
    const of = pictureOf(run) ? { pair: 0 } : undefined
    return tilesOf(await this.wire.request('generate', { run: run.id, inputs: valuesOf(run, wanted, of) }))
  }
}
