/** Every sweep that this studio works on. */
import type { Sweep } from '../../../shared/sweeps/sweep'
import { StudioError } from '../../../shared/errors'
import type { Context } from '../context'
import { SweepWork, type Steering } from './work'

export class Sweeps {
  private readonly works = new Map<string, SweepWork>()

  constructor(
    private readonly context: Context,
    private readonly steering: Steering
  ) {
    const look = (): void => {
      for (const work of this.works.values()) work.advance()
    }
    context.hear('runChanged', look)
    context.hear('runRemoved', look)
    context.hear('queue', look)
  }

  /** Goes on with what was under way when the last studio here ended. A command works on its own alone. */
  takeUp(): void {
    for (const { id, status } of this.context.store.sweeps.list())
      if (status === 'running' && this.context.store.sweeps.claim(id)) this.launch(id)
  }

  /** @throws StudioError conflict */
  resume(id: string): Sweep {
    const { name, status } = this.context.store.sweeps.get(id)
    if (status === 'finished')
      throw new StudioError('conflict', `"${name}" has finished: there is nothing to go on with.`)
    if (!this.context.store.sweeps.claim(id))
      throw new StudioError('conflict', `Another studio works on "${name}". Stop it there first.`)
    this.launch(id)
    const sweep = this.context.store.sweeps.get(id)
    this.context.emit('sweepChanged', sweep)
    return sweep
  }

  launch(id: string): void {
    if (this.works.has(id)) return
    const work = new SweepWork(this.context, this.steering, id, () => this.works.delete(id))
    this.works.set(id, work)
    work.advance()
  }

  /** @throws StudioError conflict where another process works on it */
  async stop(id: string): Promise<Sweep> {
    const { store, emit } = this.context
    const { name, status } = store.sweeps.get(id)
    const work = this.works.get(id)
    if (!work && status !== 'running') return store.sweeps.get(id)
    if (!work && !store.sweeps.claim(id))
      throw new StudioError('conflict', `Another studio works on "${name}". Stop it there.`)
    this.works.delete(id)
    await work?.close({ stops: true })
    // It may have come to its end meanwhile.
    if (store.sweeps.get(id).status === 'running') store.sweeps.release(id, 'stopped')
    const sweep = store.sweeps.get(id)
    emit('sweepChanged', sweep)
    return sweep
  }

  /** Whoever opens the workspace next goes on with them. */
  async close(): Promise<void> {
    const { store } = this.context
    for (const [id, work] of this.works) {
      await work.close()
      if (store.sweeps.get(id).status === 'running') store.sweeps.release(id, 'running')
    }
    this.works.clear()
  }
}
