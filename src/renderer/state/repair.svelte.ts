/** A workspace that could not be opened: its repair, or another one in its place. */
import type { Output } from '../../shared/ipc'
import { RequestError, request } from './transport'
import { problemWords } from './toasts.svelte'

class Repair {
  under = $state<'repair' | 'change' | null>(null)
  done = $state.raw<Output<'repairWorkspace'> | null>(null)
  problem = $state('')

  async repair(): Promise<void> {
    await this.work('repair', async () => {
      this.done = await request('repairWorkspace', {})
    })
  }

  /** Electron asks with the system's own dialog, and starts anew. */
  async choose(): Promise<void> {
    await this.work('change', async () => {
      const path = await request('chooseFolder', {})
      if (path !== null) await request('changeWorkspace', { path })
    })
  }

  async change(path: string): Promise<void> {
    await this.work('change', async () => {
      await request('changeWorkspace', { path })
      location.reload()
    })
  }

  private async work(kind: 'repair' | 'change', work: () => Promise<void>): Promise<void> {
    this.under = kind
    this.problem = ''
    try {
      await work()
    } catch (problem) {
      // An app that starts anew answers no more.
      if (!(problem instanceof RequestError && problem.code === 'disconnected')) this.problem = problemWords(problem)
    } finally {
      this.under = null
    }
  }
}

export const repair = new Repair()
