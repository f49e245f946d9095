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
  unit?: 'bytes' | undefined
  secondsLeft: number | null
  cancelling: boolean
}

class Jobs {
  readonly map = new SvelteMap<string, Job>()
  readonly list: Job[] = $derived([...this.map.values()])
  private readonly aborts = new Map<string, AbortController>()

  listen(): void {
    on('progress', ({ job, ...progress }) => this.update(job, { unit: undefined, ...progress }))
  }

  /**
   * Runs a request that takes a job. Rejects as the request does: a RequestError `cancelled` when it was cancelled.
   * The signal is for work in the window itself.
   */
  async start<T>(
    label: string,
    make: (job: string, signal: AbortSignal) => Promise<T>,
    id: string = crypto.randomUUID()
  ): Promise<T> {
    const abort = new AbortController()
    this.aborts.set(id, abort)
    this.map.set(id, { id, label, done: 0, total: null, secondsLeft: null, cancelling: false })
    try {
      return await make(id, abort.signal)
    } finally {
      this.map.delete(id)
      this.aborts.delete(id)
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
    this.aborts.get(id)?.abort()
    // Work that only the window does is unknown to the studio; the signal has stopped it already.
    await request('cancelJob', { job: id }).catch(() => {})
  }
}

export const jobs = new Jobs()
