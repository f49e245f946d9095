/** Other machines to train on: which are kept, what was found of each, and where the next run is trained. */
import type { Machine, MachineDoctor, MachineReport } from '../../shared/remote/machines'
import { Jobs, type LongRequest } from './jobs.svelte'
import { preferences } from './preferences.svelte'
import { problemWords } from './toasts.svelte'
import { on, request, wasCancelled } from './transport'

const preference = 'trainOn'

/** What was found of a machine last. */
export interface Found {
  report?: MachineReport
  doctor?: MachineDoctor
  problem?: string
}

class Machines {
  open = $state(false)
  list = $state.raw<readonly Machine[]>([])
  problem = $state('')
  private found = $state.raw<Readonly<Record<string, Found>>>({})
  /** By machine, one each. */
  private busy = $state.raw<ReadonlyMap<string, Jobs>>(new Map())

  /** Where runs are trained, by its name; empty: here. */
  readonly chosen: string = $derived.by(() => {
    const kept = preferences.get(preference)
    return this.list.some(({ name }) => name === kept) ? String(kept) : ''
  })
  /**
   * Of a new run, as its request wants it.
   * @param paused here, and beside whatever trains: nobody steps through what waits
   */
  asked(paused: boolean): { on?: string; paused?: true; turn?: 'now' } {
    if (paused) return { paused, turn: 'now' }
    return this.chosen === '' ? {} : { on: this.chosen }
  }

  async load(): Promise<void> {
    this.list = await request('listMachines', {}).catch(() => this.list)
  }

  choose(name: string): void {
    preferences.set(preference, name)
  }

  of(name: string): Found {
    return this.found[name] ?? {}
  }

  /** What is being done with it. */
  jobOf(name: string) {
    return this.busy.get(name)?.list[0]
  }

  /** @param words settings of its jobs, as `gpus=1 time=4:00:00` @returns whether it is kept now */
  async add(name: string, address: string, fingerprint: string, words: string): Promise<boolean> {
    this.problem = ''
    const pairs = words.split(/\s+/).filter(word => word !== '')
    const wrong = pairs.find(pair => !/^[^=]+=./.test(pair))
    if (wrong !== undefined) {
      this.problem = `“${wrong}” is no setting. Say key=value, such as gpus=1, with spaces between.`
      return false
    }
    const settings = Object.fromEntries(pairs.map(pair => [pair.split('=', 1)[0], pair.slice(pair.indexOf('=') + 1)]))
    try {
      await request('addMachine', { name, address, settings, ...(fingerprint === '' ? {} : { fingerprint }) })
    } catch (problem) {
      this.problem = problemWords(problem)
      return false
    }
    await this.load()
    void this.check(name)
    return true
  }

  check = (name: string): Promise<void> => this.ask(name, `Looking at ${name}`, 'checkMachine', report => ({ report }))

  prepare = (name: string): Promise<void> =>
    this.ask(name, `Preparing ${name}`, 'prepareMachine', doctor => ({ doctor }))

  async remove(name: string): Promise<void> {
    this.problem = ''
    await request('removeMachine', { name }).catch((problem: unknown) => {
      this.problem = problemWords(problem)
    })
    await this.load()
  }

  private async ask<R extends LongRequest & ('checkMachine' | 'prepareMachine')>(
    name: string,
    label: string,
    what: R,
    kept: (answer: never) => Found
  ): Promise<void> {
    const jobs = new Jobs({ request, on })
    this.busy = new Map(this.busy).set(name, jobs)
    let found: Found
    try {
      found = kept((await jobs.ask(label, what, { name } as never)) as never)
    } catch (problem) {
      found = wasCancelled(problem) ? this.of(name) : { problem: problemWords(problem) }
    }
    this.found = { ...this.found, [name]: found }
    const rest = new Map(this.busy)
    rest.delete(name)
    this.busy = rest
  }
}

export const machines = new Machines()
