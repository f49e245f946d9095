/** What a new run begins with: new weights, or some of another run's, network by network. */
import type { Dataset, NetworkStart, Run } from '../../../shared/domain'
import type { Input, Output } from '../../../shared/ipc'
import type { Json } from '../preferences.svelte'
import { router } from '../router.svelte'
import { studio } from '../studio.svelte'
import { problemWords } from '../toasts.svelte'
import { request } from '../transport'

export type Likeness = Output<'compareNetworks'>[number]
/** Takes what has the same name, in place of a number of layers. */
export const byName = 'names' satisfies NetworkStart['layers']
/** Layers that are taken, or those of the same name; how many of them, or of their parts, stay as they are. */
interface Choice {
  taken: number | typeof byName
  frozen: number
}

/** A run that another screen wants the next form to begin with, and which of its epochs; null: the newest. */
export const wanted: { run: string; epoch: number | null } = { run: '', epoch: null }

/** A new run that begins with another's weights, on the same pictures; another dataset's sheet offers it too. */
export function beginAnother({ id, dataset }: Pick<Run, 'id' | 'dataset'>, epoch: number | null = null): void {
  Object.assign(wanted, { run: id, epoch })
  if (dataset) router.go({ screen: 'dataset', id: dataset })
}

export class StartFrom {
  /** Empty: new weights. */
  run = $state('')
  /** Of its checkpoints; null: the newest. */
  epoch = $state<number | null>(null)
  problem = $state('')
  likenesses = $state.raw<readonly Likeness[]>([])
  private chosen = $state<Record<string, Choice>>({})

  /** Runs that have weights to give, newest first. */
  readonly sources: readonly Run[] = $derived(
    [...studio.runs.values()]
      .filter(({ epoch, exampleKind }) => epoch > 0 && exampleKind === this.dataset.exampleKind)
      .sort((a, b) => b.place - a.place)
  )
  readonly source: Run | undefined = $derived(this.sources.find(({ id }) => id === this.run))
  /** Nothing of the chosen run is taken over. */
  readonly idle: boolean = $derived(
    this.likenesses.length > 0 && this.likenesses.every(likeness => this.of(likeness).taken === 0)
  )

  /** It is not known yet what fits. */
  readonly comparing: boolean = $derived(this.source !== undefined && this.likenesses.length === 0)

  /** For `startRun`; undefined where it begins with new weights. */
  readonly from: Input<'startRun'>['from'] = $derived.by(() => {
    if (!this.source || this.idle || this.comparing) return undefined
    const networks = this.likenesses.flatMap((likeness): Omit<NetworkStart, 'fresh'>[] => {
      const { network, layers, named } = likeness
      const { taken, frozen } = this.of(likeness)
      if (taken === 0) return []
      if (taken !== byName) return [{ network, layers: taken === layers ? null : taken, frozen }]
      return [{ network, layers: byName, frozen: frozen === 0 ? 0 : named.parts.slice(0, frozen) }]
    })
    return { run: this.source.id, ...(this.epoch === null ? {} : { epoch: this.epoch }), networks }
  })

  constructor(
    private readonly dataset: Dataset,
    private readonly onchange: () => void
  ) {}

  /** As chosen, as far as it fits; at first a network that fits is taken whole, of others what has the same names. */
  of({ network, layers, fits, named }: Likeness): Choice {
    const whole = fits === layers ? layers : named.taken > fits ? byName : 0
    const { taken, frozen } = this.chosen[network] ?? { taken: whole, frozen: 0 }
    if (taken === byName)
      return named.taken > fits ? { taken, frozen: Math.min(frozen, named.parts.length) } : { taken: fits, frozen: 0 }
    const most = Math.min(taken, fits)
    return { taken: most, frozen: Math.min(frozen, most, layers - 1) }
  }

  choose(run: string, epoch: number | null = null): void {
    this.run = run
    this.epoch = epoch
    this.chosen = {}
    this.likenesses = []
    this.problem = ''
    this.onchange()
  }

  take(likeness: Likeness, change: Partial<Choice>): void {
    this.chosen[likeness.network] = { ...this.of(likeness), ...change }
    this.onchange()
  }

  /** Asks what fits; for an effect: gives back what calls it off. */
  ask(input: Omit<Input<'compareNetworks'>, 'run' | 'dataset'>): (() => void) | undefined {
    const { source } = this
    if (!source) return
    let current = true
    const timer = setTimeout(() => {
      request('compareNetworks', { ...input, run: source.id, dataset: this.dataset.id }).then(
        found => {
          if (current) {
            this.likenesses = found
            this.problem = ''
          }
        },
        (problem: unknown) => {
          if (current) this.problem = problemWords(problem)
        }
      )
    }, 100)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }

  get kept(): Json {
    return { run: this.run, epoch: this.epoch, chosen: $state.snapshot(this.chosen) as unknown as Json }
  }

  /** What was kept may be from an older version: only what still fits is taken. */
  restore(kept: Json | undefined): void {
    if (typeof kept !== 'object' || kept === null || Array.isArray(kept)) return
    if (typeof kept.run === 'string') this.run = kept.run
    if (typeof kept.epoch === 'number') this.epoch = kept.epoch
    const { chosen } = kept
    if (typeof chosen !== 'object' || chosen === null || Array.isArray(chosen)) return
    for (const [network, choice] of Object.entries(chosen)) {
      if (typeof choice !== 'object' || choice === null || Array.isArray(choice)) continue
      const { taken, frozen } = choice
      if ((typeof taken === 'number' || taken === byName) && typeof frozen === 'number')
        this.chosen[network] = { taken, frozen }
    }
  }
}
