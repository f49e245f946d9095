/** Pictures of a wall that are chosen, to be changed together: by their places in the dataset. */
import { SvelteSet } from 'svelte/reactivity'

export class ChosenPictures {
  readonly places = new SvelteSet<number>()
  /** Index on the wall from which a range goes. */
  private from = 0

  /** One more, or one less. */
  toggle(order: readonly number[], index: number): void {
    const place = order[index]
    if (place === undefined) return
    this.from = index
    if (!this.places.delete(place)) this.places.add(place)
  }

  /** Everything from the one that was chosen last. */
  range(order: readonly number[], index: number): void {
    if (this.places.size === 0) this.from = index
    for (const place of order.slice(Math.min(this.from, index), Math.max(this.from, index) + 1)) this.places.add(place)
  }

  all(order: readonly number[]): void {
    for (const place of order) this.places.add(place)
  }

  clear(): void {
    this.places.clear()
  }
}
