/** Runs that are chosen together in the sidebar, to be compared, tagged or put into the bin. */
export class Chosen {
  ids = $state.raw<readonly string[]>([])
  /** Where a range begins. */
  #from: string | null = null

  has(run: string): boolean {
    return this.ids.includes(run)
  }

  toggle(run: string): void {
    this.ids = this.has(run) ? this.ids.filter(id => id !== run) : [...this.ids, run]
    this.#from = run
  }

  /** From the one that was chosen last to this one. @param listed as they stand in the list */
  extendTo(run: string, listed: readonly string[]): void {
    const [a, b] = [listed.indexOf(this.#from ?? run), listed.indexOf(run)]
    if (a === -1 || b === -1) return this.toggle(run)
    const range = listed.slice(Math.min(a, b), Math.max(a, b) + 1)
    this.ids = [...this.ids, ...range.filter(id => !this.has(id))]
  }

  /** Those that are gone are not chosen. */
  keepOnly(exists: (run: string) => boolean): void {
    if (this.ids.some(id => !exists(id))) this.ids = this.ids.filter(exists)
  }

  clear(): void {
    this.ids = []
    this.#from = null
  }
}

export const chosen = new Chosen()
