import type { Metric, MetricReport, MetricSubject, MetricValue } from '../../../../shared/domain'
import { problemWords } from '../../toasts.svelte'
import { Jobs, type Job, type Wire } from '../../jobs.svelte'
import { wasCancelled } from '../../transport'
import { decodeSheet, type DecodedSheet } from '../sheet-cache'

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

export interface Figure extends Omit<NonNullable<MetricReport['figure']>, 'sheet'> {
  sheet: DecodedSheet
}
export interface Report extends Omit<MetricReport, 'figure'> {
  figure: Figure | null
}

/** What is known of how good a run is, and the evaluation under way. */
export class Evaluations {
  subjects = $state.raw<MetricSubject[]>([])
  metrics = $state.raw<Metric[]>([])
  /** Ascending by epoch. */
  values = $state.raw<MetricValue[]>([])
  reports = $state.raw<Report[]>([])
  problem = $state<string | null>(null)
  /** The subject that the problem was with; null: with showing what is known. */
  failed = $state<string | null>(null)
  /** The subject that is under way: one at a time. */
  doing = $state<string | null>(null)
  readonly #jobs: Jobs

  constructor(
    readonly id: string,
    private readonly wire: Wire,
    private readonly decode = decodeSheet
  ) {
    this.#jobs = new Jobs(wire)
  }

  /** How far the one under way is. */
  get job(): Job | undefined {
    return this.#jobs.list[0]
  }

  async load(): Promise<void> {
    try {
      const { subjects, metrics, values, reports } = await this.wire.request('listEvaluations', { run: this.id })
      const shown = await Promise.all(
        reports.map(async report => ({
          ...report,
          figure: report.figure && { ...report.figure, sheet: await this.decode(report.figure.sheet) }
        }))
      )
      this.subjects = subjects
      this.metrics = metrics
      this.values = values
      this.reports = shown
    } catch (error) {
      this.problem = problemWords(error)
    }
  }

  /** Works out all metrics of a subject. Cancelling keeps the epochs that were done, and is no error. */
  async evaluate(subject: string, epochs: number[], options: Record<string, number>): Promise<void> {
    if (this.doing !== null) return
    this.doing = subject
    this.problem = null
    this.failed = subject
    try {
      await this.#jobs.ask('Evaluating', 'evaluateRun', { run: this.id, epochs, metrics: [subject], options })
    } catch (error) {
      if (!wasCancelled(error)) this.problem = problemWords(error)
    } finally {
      await this.load()
      this.doing = null
    }
  }
}
