/**
 * Long requests under way. `jobs.start('Importing pictures', job => request('importFolder', {job, path}))` follows the
 * job's `progress` events, offers `cancel`, and takes the job off the list when the request settles.
 */
import { SvelteMap } from 'svelte/reactivity'
import { on, request } from './transport'

export interface Job {
  id: string
  label: string
  done: number
  /** Null where it is not known how much there is. */
  total: number | null
  secondsLeft: number | null
  cancelling: boolean
}

class Jobs {
  readonly map = new SvelteMap<string, Job>()
  readonly list: Job[] = $derived([...this.map.values()])

  listen(): void {
    on('progress', ({ job, ...progress }) => this.update(job, progress))
  }

  /** Runs a request that takes a job. Rejects as the request does; `cancelled` when it was cancelled. */
  async start<T>(label: string, make: (job: string) => Promise<T>, id: string = crypto.randomUUID()): Promise<T> {
    this.map.set(id, { id, label, done: 0, total: null, secondsLeft: null, cancelling: false })
    try {
      return await make(id)
    } finally {
      this.map.delete(id)
    }
  }

  get(id: string): Job | undefined {
    return this.map.get(id)
  }

  update(id: string, change: Partial<Omit<Job, 'id'>>): void {
    const job = this.map.get(id)
    if (job) this.map.set(id, { ...job, ...change })
  }

  async cancel(id: string): Promise<void> {
    this.update(id, { cancelling: true })
    await request('cancelJob', { job: id }).catch(() => this.update(id, { cancelling: false }))
  }
}

export const jobs = new Jobs()
