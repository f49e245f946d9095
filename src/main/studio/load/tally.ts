/** How many things of a kind are under way, for each window and for all of them, and that there are not more. */
import { StudioError } from '../../../shared/errors'
import type { Caller } from '../../../shared/ipc'

export interface Most {
  each: number
  all: number
}

export class Tally {
  private readonly byCaller = new Map<Caller | undefined, number>()
  private count = 0

  /** @param things in the words of the refusal, e.g. "requests" */
  constructor(
    private readonly things: string,
    private readonly most: Most
  ) {}

  /** Counts one more. @returns what counts it off again @throws StudioError conflict, when there are too many */
  enter(caller: Caller | undefined): () => void {
    const own = this.byCaller.get(caller) ?? 0
    if (own >= this.most.each)
      throw new StudioError(
        'conflict',
        `This window has ${own} ${this.things} under way, and may have no more at once. Wait until some of ` +
          'them are done, then try again.'
      )
    if (this.count >= this.most.all)
      throw new StudioError(
        'conflict',
        `The studio’s windows have ${this.count} ${this.things} under way, and may have no more at once. Wait ` +
          'until some of them are done, then try again.'
      )
    this.count++
    this.byCaller.set(caller, own + 1)
    let left = false
    return () => {
      if (left) return
      left = true
      this.count--
      const rest = (this.byCaller.get(caller) ?? 0) - 1
      if (rest > 0) this.byCaller.set(caller, rest)
      else this.byCaller.delete(caller)
    }
  }
}
