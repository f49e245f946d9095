/**
 * Long requests under way. `jobs.ask('Evaluating', 'evaluateRun', { run, … })` makes up the request's job, follows its
 * `progress` events, and takes it off the list when the request settles; each on the list can be cancelled. A place of
 * the window has `Jobs` of its own and shows them with JobProgress; `jobs` are those that the side bar shows.
 */
import { SvelteMap } from 'svelte/reactivity'
import type { Input, Output, RequestName } from '../../shared/ipc'
import { on, request, type Transport } from './transport'

export interface Job {
  id: string
  label: string
  done: number
  /** Null where it is not known how much there is. */
  total: number | null
  unit?: 'bytes' | undefined
  secondsLeft: number | null
  cancelling: boolean
  cancel: () => void
}
export type Wire = Pick<Transport, 'request' | 'on'>
/** Those that take a job. */
export type LongRequest = { [R in RequestName]: 'job' extends keyof Input<R> ? R : never }[RequestName]

/** Milliseconds that nobody needs to be told about. */
export const shortWait = 1000

export class Jobs {
  private readonly map = new SvelteMap<string, Job>()
  /** Under way, and too young to be shown. */
  private readonly young = new Map<string, Job>()
  readonly list: readonly Job[] = $derived([...this.map.values()])

  /** @param after milliseconds until a job is on the list */
  constructor(
    private readonly wire: Wire,
    private readonly after = 0
  ) {}

  /** A request that takes a job. Rejects as the request does: a RequestError `cancelled` when it was cancelled. */
  ask<R extends LongRequest>(
    label: string,
    name: R,
    input: Omit<Input<R>, 'job'>,
    cancelledBy?: AbortSignal
  ): Promise<Output<R>> {
    return this.start(label, job => {
      const cancel = (): void => this.cancel(job)
      cancelledBy?.addEventListener('abort', cancel, { once: true })
      // What is left out of the input is the job alone, which is added here.
      const whole = { ...input, job } as unknown as Input<R>
      return this.wire.request(name, whole).finally(() => cancelledBy?.removeEventListener('abort', cancel))
    })
  }

  /** Work of several requests. The signal is for what is done in the window itself. */
  async start<T>(
    label: string,
    make: (job: string, signal: AbortSignal) => Promise<T>,
    id: string = crypto.randomUUID()
  ): Promise<T> {
    const abort = new AbortController()
    const cancel = (): void => {
      this.update(id, { cancelling: true })
      abort.abort()
      // Work that only the window does is unknown to the studio; the signal has stopped it already.
      this.wire.request('cancelJob', { job: id }).catch(() => {})
    }
    const off = this.wire.on('progress', ({ job, ...progress }) => {
      if (job === id) this.update(id, { unit: undefined, ...progress })
    })
    const job = { id, label, done: 0, total: null, secondsLeft: null, cancelling: false, cancel }
    const timer = this.show(job)
    try {
      return await make(id, abort.signal)
    } finally {
      off()
      clearTimeout(timer)
      this.young.delete(id)
      this.map.delete(id)
    }
  }

  get(id: string): Job | undefined {
    return this.map.get(id)
  }

  update(id: string, change: Partial<Omit<Job, 'id'>>): void {
    for (const jobs of [this.map, this.young]) {
      const job = jobs.get(id)
      if (job) jobs.set(id, { ...job, ...change })
    }
  }

  cancel(id: string): void {
    ;(this.map.get(id) ?? this.young.get(id))?.cancel()
  }

  cancelAll(): void {
    for (const { cancel } of [...this.map.values(), ...this.young.values()]) cancel()
  }

  private show(job: Job): ReturnType<typeof setTimeout> | undefined {
    if (this.after === 0) return void this.map.set(job.id, job)
    this.young.set(job.id, job)
    return setTimeout(() => {
      const grown = this.young.get(job.id)
      this.young.delete(job.id)
      if (grown) this.map.set(job.id, grown)
    }, this.after)
  }
}

export const jobs = new Jobs({ request, on })
