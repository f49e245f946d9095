import type { Classification, Evaluation, NearestPictures } from '../../../shared/domain'
import { problemWords } from '../toasts.svelte'
import { wasCancelled, type Transport } from '../transport-types'
import { decodeSheet, type DecodedSheet } from './sheet-cache'

type Wire = Pick<Transport, 'request' | 'on'>
export type Which = 'newest' | 'spread' | 'all'

/** How many epochs a spread has at most: enough for a curve. */
export const spreadCount = 10

/** The epochs to evaluate; a spread has the first, the newest and others evenly between. */
export function epochsOf(which: Which, checkpoints: readonly number[]): number[] {
  if (which === 'newest') return checkpoints.slice(-1)
  if (which === 'all' || checkpoints.length <= spreadCount) return [...checkpoints]
  return Array.from(
    { length: spreadCount },
    (_, i) => checkpoints[Math.round((i * (checkpoints.length - 1)) / (spreadCount - 1))] ?? 0
  )
}

export interface Pairs extends Omit<NearestPictures, 'sheet'> {
  sheet: DecodedSheet
}

/** What is known of how good a run's samples are, and the evaluation under way. */
export class Evaluations {
  /** Ascending. */
  epochs = $state.raw<Evaluation[]>([])
  pairs = $state.raw<Pairs | null>(null)
  /** Ascending by epoch. */
  classified = $state.raw<Classification[]>([])
  loaded = $state(false)
  problem = $state<string | null>(null)
  /** What the problem was with; null: with showing what is known. */
  failed = $state<'samples' | 'classes' | null>(null)
  /** What is under way: one at a time. */
  doing = $state<'samples' | 'classes' | null>(null)
  /** 0 to 1; null where none is under way. */
  share = $state<number | null>(null)
  label = $state('')
  #job: string | null = null

  constructor(
    readonly id: string,
    private readonly wire: Wire,
    private readonly decode = decodeSheet
  ) {}

  /** Follows progress; gives back what stops it. */
  attach(): () => void {
    return this.wire.on('progress', ({ job, label, done, total }) => {
      if (job !== this.#job) return
      this.label = label
      this.share = total ? done / total : 0
    })
  }

  async load(): Promise<void> {
    try {
      const { epochs, nearest, classified } = await this.wire.request('listEvaluations', { run: this.id })
      const pairs = nearest && { ...nearest, sheet: await this.decode(nearest.sheet) }
      this.epochs = epochs
      this.pairs = pairs
      this.classified = classified
      this.loaded = true
    } catch (error) {
      this.problem = problemWords(error)
    }
  }

  evaluate(epochs: number[], samples: number): Promise<void> {
    return this.#work('samples', 'Evaluating', job =>
      this.wire.request('evaluateRun', { run: this.id, job, epochs, samples })
    )
  }

  classify(epochs: number[], training: number): Promise<void> {
    return this.#work('classes', 'Telling classes apart', job =>
      this.wire.request('classifyRun', { run: this.id, job, epochs, training, heldOut: training / 2 })
    )
  }

  /** Cancelling keeps the epochs that were done, and is no error. */
  async #work(doing: 'samples' | 'classes', label: string, ask: (job: string) => Promise<unknown>): Promise<void> {
    if (this.#job) return
    const job = crypto.randomUUID()
    this.#job = job
    this.doing = doing
    this.share = 0
    this.label = label
    this.problem = null
    this.failed = doing
    try {
      await ask(job)
    } catch (error) {
      if (!wasCancelled(error)) this.problem = problemWords(error)
    } finally {
      await this.load()
      this.#job = null
      this.doing = null
      this.share = null
    }
  }

  async cancel(): Promise<void> {
    if (this.#job) await this.wire.request('cancelJob', { job: this.#job }).catch(() => {})
  }
}
