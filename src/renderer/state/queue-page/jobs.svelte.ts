/** What waits and trains, here and on other machines: asked for while its page is shown, and again where it changes. */
import type { Run, TrainingJob } from '../../../shared/domain'
import type { Payload } from '../../../shared/ipc'
import { toasts } from '../toasts.svelte'
import type { Transport } from '../transport'

/** What a run is busy with before it trains, or while its machine does not answer. */
type Doing = Pick<Payload<'progress'>, 'label' | 'done' | 'total'>

export interface JobOfRun extends TrainingJob {
  record: Run
}

export class TrainingJobs {
  private list = $state.raw<readonly TrainingJob[]>([])
  private doing = $state.raw<ReadonlyMap<string, Doing>>(new Map())

  constructor(private readonly wire: Pick<Transport, 'request' | 'on'>) {}

  /** Gives back what stops it. */
  listen(): () => void {
    const stops = [
      this.wire.on('progress', ({ job, label, done, total }) => {
        if (this.list.some(({ run }) => run === job))
          this.doing = new Map([...this.doing, [job, { label, done, total }]])
      }),
      this.wire.on('steps', ({ run }) => {
        if (this.doing.has(run)) this.doing = new Map([...this.doing].filter(([id]) => id !== run))
      })
    ]
    return () => {
      for (const stop of stops) stop()
    }
  }

  async load(): Promise<void> {
    this.list = await this.wire.request('trainingJobs', {}).catch(() => this.list)
  }

  /** What a run is busy with, where it does not train. */
  doingOf = (run: string): Doing | null => this.doing.get(run) ?? null

  /** Those that are under way as their runs say, with what is known of them besides. */
  underWay(runs: readonly Run[], elsewhere: boolean): JobOfRun[] {
    return runs.flatMap(record => {
      if ((record.machine !== null) !== elsewhere) return []
      const known = this.list.find(({ run, state }) => run === record.id && state !== 'waiting')
      const state = elsewhere ? 'submitted' : 'training'
      return [known ? { ...known, record } : { ...unknown, run: record.id, machine: record.machine, state, record }]
    })
  }

  /** Since when a run waits; null where that is not known. */
  waitsSince = (run: string): number | null =>
    this.list.find(job => job.run === run && job.state === 'waiting')?.since ?? null

  /** This studio is told of it by its machine from now on. */
  async watch(run: string): Promise<void> {
    await this.wire.request('watchRun', { run }).catch(toasts.error)
    await this.load()
  }

  /** On another machine, or here: what waits is put there, what is under way is saved and goes on there. */
  async move(run: Pick<Run, 'id' | 'status'>, machine: string | null): Promise<void> {
    try {
      if (run.status !== 'waiting') await this.wire.request('stopRun', { run: run.id })
      await this.wire.request('resumeRun', { run: run.id, ...(machine === null ? {} : { on: machine }) })
    } catch (problem) {
      toasts.error(problem)
    }
    await this.load()
  }
}

const unknown = { since: null, watched: true } as const
