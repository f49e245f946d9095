import type { Direction, Condition, Run } from '../../../shared/domain'
import type { Output } from '../../../shared/ipc'
import { problemWords } from '../toasts.svelte'
import type { Jobs } from '../jobs.svelte'
import { wasCancelled } from '../transport'

type Read = Output<'readInput'>

/**
 * What a run conditions its pictures on: the input of a training pair, a picture of a domain, or somebody's own. Read
 * once, when it is first needed.
 */
export class ConditionInput {
  /** The training pair's place; null while a picture of somebody's own is used. */
  pair = $state<number | null>(null)
  /** Of somebody's own picture. */
  name = $state<string | null>(null)
  /** As the run sees it, with its target where that is known. */
  read = $state.raw<Read | null>(null)
  problem = $state<string | null>(null)
  /** Which way it is translated. */
  direction = $state<Direction>(0)
  #reading: Promise<Read> | null = null
  #first: Promise<Read | null> | null = null

  constructor(
    private readonly run: Pick<Run, 'id'>,
    private readonly jobs: Jobs,
    pair: number
  ) {
    this.pair = pair
  }

  /**
   * Takes its place as soon as it is read; until then, and where that fails, what was there stays.
   * @returns whether it did
   */
  async take(what: Exclude<Condition, { pixels: Uint8Array }>): Promise<boolean> {
    const asked = this.jobs.ask('Reading the picture', 'readInput', {
      run: this.run.id,
      of: what,
      direction: this.direction
    })
    this.#reading = asked
    try {
      const read = await asked
      // A later one was chosen meanwhile.
      if (this.#reading !== asked) return false
      this.read = read
      this.problem = null
      if ('pair' in what) [this.pair, this.name] = [what.pair, null]
      else [this.pair, this.name] = [null, what.name]
      return true
    } catch (problem) {
      if (this.#reading === asked) {
        this.#reading = this.read ? Promise.resolve(this.read) : null
        this.problem = wasCancelled(problem) ? null : problemWords(problem)
      }
      return false
    }
  }

  /**
   * The other way: a picture of the domain that this begins at, where none of somebody's own is used. @returns whether
   * it could be read
   */
  async turn(direction: Direction): Promise<boolean> {
    this.direction = direction
    return this.pair === null || (await this.take({ pair: 0 }))
  }

  /** As `generate` takes it. */
  async of(): Promise<Condition> {
    const read = this.read ?? (await (this.#first ??= this.#begin()))
    if (!read) throw new Error(this.problem ?? 'What to make pictures of could not be read.')
    return { pixels: read.pixels }
  }

  /** Whoever asks meanwhile waits for the same. */
  async #begin(): Promise<Read | null> {
    await this.take({ pair: this.pair ?? 0 })
    this.#first = null
    return this.read
  }
}
