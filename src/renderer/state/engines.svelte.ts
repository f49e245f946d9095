/** The engines of this machine and which one is chosen. They are tried when somebody looks: that takes seconds. */
import type { EngineChoice, EngineReport, EngineWord } from '../../shared/domain'
import { problemWords } from './toasts.svelte'
import { Jobs, shortWait, type Job } from './jobs.svelte'
import { on, request, wasCancelled } from './transport'

class Engines {
  choice = $state.raw<EngineChoice | null>(null)
  /** Null until each has been tried. */
  reports = $state.raw<readonly EngineReport[] | null>(null)
  problem = $state('')
  readonly #jobs = new Jobs({ request, on }, shortWait)
  /** What is taken where nothing is chosen. */
  readonly automatic: EngineReport | undefined = $derived(this.reports?.find(({ automatic }) => automatic))

  /** How far the trying is. */
  get job(): Job | undefined {
    return this.#jobs.list[0]
  }

  /** Asks for what is not known yet, and for all of it anew with `again`. */
  async look(again = false): Promise<void> {
    this.problem = ''
    if (again) this.reports = null
    try {
      this.choice = await request('engineChoice', {})
      this.reports = await this.#jobs.ask('Trying each engine', 'listEngines', { again })
    } catch (problem) {
      this.problem = wasCancelled(problem)
        ? 'Trying the engines was cancelled. Try again to see which of them work here.'
        : problemWords(problem)
    }
  }

  /** Shown at once; every window hears of it when it is kept. */
  async choose(engine: EngineWord): Promise<void> {
    const before = this.choice
    if (before) this.choice = { ...before, kept: engine }
    try {
      this.choice = await request('chooseEngine', { engine })
    } catch (problem) {
      this.choice = before
      this.problem = problemWords(problem)
    }
  }

  /** Somebody has chosen, here or in another window. */
  async chosen(choice: EngineChoice): Promise<void> {
    this.choice = choice
    if (this.reports) await this.look()
  }
}

export const engines = new Engines()
