/** What was deleted and can be restored, and what it takes on the disk. */
import type { Run } from '../../shared/domain'
import type { Output } from '../../shared/ipc'
import { toasts } from './toasts.svelte'
import { request } from './transport'

export class Bin {
  /** Newest first. */
  runs = $state.raw<readonly Run[]>([])
  /** What it takes on the disk; null until that is known. */
  size = $state.raw<Output<'binSize'> | null>(null)
  /** Lines of it: runs, and one for all that was tidied away. */
  readonly count: number = $derived(this.runs.length + ((this.size?.tidied.files ?? 0) > 0 ? 1 : 0))

  async load(): Promise<void> {
    this.runs = await request('listBin', {}).catch(() => this.runs)
  }

  async measure(): Promise<void> {
    this.size = await request('binSize', {}).catch(() => this.size)
  }

  /** Deletes all of it for good. */
  async empty(): Promise<void> {
    await request('emptyBin', {}).catch(toasts.error)
    await this.load()
    await this.measure()
  }

  /** A run that was restored. */
  forget(id: string): void {
    if (this.runs.some(run => run.id === id)) this.runs = this.runs.filter(run => run.id !== id)
  }
}
