/** The sheet that is shown: the last one stays until the next one is there. */
import type { DecodedSheet, SheetCache } from '../../../state/run/sheet-cache'
import { problemWords } from '../../../state/toasts.svelte'

/** What is wanted; null: nothing. */
interface Wanted {
  cache: Pick<SheetCache, 'get' | 'peek'>
  run: string
  epoch: number
}

export class ShownSheet {
  drawn = $state.raw<DecodedSheet | null>(null)
  problem = $state<string | null>(null)
  /** Grows to ask again. */
  #attempt = $state(0)

  /** Made where a component is: it follows what is wanted for as long. */
  constructor(wanted: () => Wanted | null) {
    $effect(() => {
      void this.#attempt
      const found = wanted()
      if (found === null) {
        this.drawn = null
        return
      }
      const { cache, run, epoch } = found
      const held = cache.peek(run, epoch)
      if (held) {
        this.#show(held)
        return
      }
      let stale = false
      cache.get(run, epoch).then(
        sheet => {
          if (!stale) this.#show(sheet)
        },
        (error: unknown) => {
          if (!stale) this.problem = problemWords(error)
        }
      )
      return () => {
        stale = true
      }
    })
  }

  again(): void {
    this.#attempt++
  }

  #show(sheet: DecodedSheet): void {
    this.drawn = sheet
    this.problem = null
  }
}
