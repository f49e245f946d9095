/** Runs that wait for their turn to train, the next one first, and how many train at once. */
import type { TrainingQueue } from '../../shared/domain'
import { toasts } from './toasts.svelte'
import { on, request, type Transport } from './transport'

export class Queue {
  private shown = $state.raw<TrainingQueue>({ atOnce: 1, waiting: [] })
  readonly waiting: readonly string[] = $derived(this.shown.waiting)
  readonly atOnce: number = $derived(this.shown.atOnce)

  constructor(private readonly wire: Pick<Transport, 'request' | 'on'>) {}

  listen(): void {
    this.wire.on('queue', queue => {
      this.shown = queue
    })
  }

  async load(): Promise<void> {
    this.shown = await this.wire.request('trainingQueue', {})
  }

  /** How many wait before a run; 0 where it is the next, or does not wait. */
  ahead(run: string): number {
    return Math.max(0, this.waiting.indexOf(run))
  }

  /** @param by 1: one later. −1: one earlier. */
  async move(run: string, by: 1 | -1): Promise<void> {
    const at = this.waiting.indexOf(run)
    const to = at + by
    if (at === -1 || to < 0 || to >= this.waiting.length) return
    const before = this.waiting[by === 1 ? to + 1 : to] ?? null
    await this.keep(this.wire.request('moveInQueue', { run, before }))
  }

  /** Beside whatever trains. */
  async startNow(run: string): Promise<void> {
    await this.wire.request('resumeRun', { run, turn: 'now' }).catch(toasts.error)
  }

  async setAtOnce(atOnce: number): Promise<void> {
    await this.keep(this.wire.request('setTrainingsAtOnce', { atOnce }))
  }

  private async keep(answer: Promise<TrainingQueue>): Promise<void> {
    try {
      this.shown = await answer
    } catch (problem) {
      toasts.error(problem)
    }
  }
}

export const queue = new Queue({ on, request })
