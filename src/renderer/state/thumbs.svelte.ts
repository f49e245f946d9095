/**
 * Small pictures and loss lines for lists: fetched when a row first needs them and again when its run has gone on, one
 * request a run at a time, so that a run with an epoch a second does not flood the studio.
 */
import { SvelteMap } from 'svelte/reactivity'
import type { Dataset, Run, Sheet } from '../../shared/domain'
import type { Output } from '../../shared/ipc'
import { request } from './transport'

/** One for each of the run's losses. */
export type LossLines = number[][]

/** Requests of all rows together: a list of a hundred runs must not hold up what somebody waits for. */
const atOnce = 4
let underWay = 0
const queue: (() => void)[] = []

async function inTurn<T>(fetch: () => Promise<T>): Promise<T> {
  if (underWay >= atOnce) await new Promise<void>(resolve => queue.push(resolve))
  underWay++
  try {
    return await fetch()
  } finally {
    underWay--
    queue.shift()?.()
  }
}

class Latest<T> {
  private readonly values = new SvelteMap<string, T>()
  private readonly seen = new Map<string, string>()
  private readonly busy = new Set<string>()
  private readonly wanted = new Map<string, { version: string; fetch: () => Promise<T> }>()

  get(id: string): T | undefined {
    return this.values.get(id)
  }

  /** Asks for what `version` stands for, unless that is there already. Shows the last one until it comes. */
  want(id: string, version: string, fetch: () => Promise<T>): void {
    if (this.seen.get(id) === version) return
    this.wanted.set(id, { version, fetch })
    if (!this.busy.has(id)) void this.next(id)
  }

  forget(id: string): void {
    this.values.delete(id)
    this.seen.delete(id)
  }

  private async next(id: string): Promise<void> {
    this.busy.add(id)
    for (let order = this.wanted.get(id); order; order = this.wanted.get(id)) {
      this.wanted.delete(id)
      this.seen.set(id, order.version)
      // A picture that is missing is no reason to disturb anybody: the row shows its empty frame.
      await inTurn(order.fetch).then(
        value => this.values.set(id, value),
        () => this.seen.delete(id)
      )
    }
    this.busy.delete(id)
  }
}

const samples = new Latest<Sheet>()
const lines = new Latest<LossLines>()
const walls = new Latest<Sheet>()

/** Points of a loss line: more cannot be told apart at that size. */
const linePoints = 48

export const thumbs = {
  sample: (run: string): Sheet | undefined => samples.get(run),
  lines: (run: string): LossLines | undefined => lines.get(run),
  dataset: (dataset: string): Sheet | undefined => walls.get(dataset),

  wantRun(run: Run): void {
    // Not begun, or gone back to the start.
    if (run.epoch === 0) {
      samples.forget(run.id)
      return lines.forget(run.id)
    }
    samples.want(run.id, String(run.epoch), () => request('sampleSheet', { run: run.id, epoch: run.epoch }))
    lines.want(run.id, String(run.epoch), async () =>
      toLines(await request('runMetrics', { run: run.id, maxPoints: linePoints }))
    )
  },

  wantDataset(dataset: Dataset): void {
    walls.want(dataset.id, '', () =>
      request('previewDataset', {
        dataset: dataset.id,
        offset: 0,
        count: 4,
        // Drawn at the size it is shown in: dots of a large scatter would be lost in a small one.
        ...(dataset.examples.scatter ? { framing: { ...dataset.framing, size: 80 } } : {})
      })
    )
  }
}

function toLines({ steps, epochs }: Output<'runMetrics'>): LossLines {
  if (epochs.length >= linePoints / 2)
    return (epochs[0]?.losses ?? []).map((_, curve) => epochs.map(({ losses }) => losses[curve] ?? NaN))
  return steps.losses
}
