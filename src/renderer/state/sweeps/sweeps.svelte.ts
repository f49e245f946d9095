/** Sweeps: one training tried with many settings. Kept fresh by events; the newest comes first. */
import { SvelteMap } from 'svelte/reactivity'
import type { Sweep } from '../../../shared/sweeps/sweep'
import { replaceAll } from '../lists'
import { toasts } from '../toasts.svelte'
import { on, request, type Transport } from '../transport'

export class Sweeps {
  readonly all = new SvelteMap<string, Sweep>()
  readonly list: readonly Sweep[] = $derived([...this.all.values()].sort((a, b) => b.createdAt - a.createdAt))
  private readonly byRun: ReadonlyMap<string, string> = $derived(
    new Map(this.list.flatMap(({ id, trials }) => trials.map(({ run }): [string, string] => [run, id])))
  )

  constructor(private readonly wire: Pick<Transport, 'request' | 'on'>) {}

  /** @param ongone one is not there any more */
  listen(ongone: () => void): void {
    this.wire.on('sweepChanged', sweep => this.all.set(sweep.id, sweep))
    this.wire.on('sweepRemoved', ({ sweep }) => {
      this.all.delete(sweep)
      ongone()
    })
  }

  async load(): Promise<void> {
    replaceAll(this.all, await this.wire.request('listSweeps', {}))
  }

  /** The sweep that began a run; null where somebody did. */
  of(run: string): Sweep | null {
    return this.all.get(this.byRun.get(run) ?? '') ?? null
  }

  stop = (sweep: string): Promise<void> => this.keep(this.wire.request('stopSweep', { sweep }))
  resume = (sweep: string): Promise<void> => this.keep(this.wire.request('resumeSweep', { sweep }))
  rename = (sweep: string, name: string): Promise<void> => this.keep(this.wire.request('renameSweep', { sweep, name }))

  async forget(sweep: string): Promise<void> {
    await this.wire.request('deleteSweep', { sweep }).catch(toasts.error)
  }

  /** Shows one that was begun; what was told of it meanwhile is newer than the answer. */
  add(sweep: Sweep): void {
    if (!this.all.has(sweep.id)) this.all.set(sweep.id, sweep)
  }

  /** What has changed is told by an event. */
  private async keep(changed: Promise<Sweep>): Promise<void> {
    await changed.catch(toasts.error)
  }
}

export const sweeps = new Sweeps({ on, request })
