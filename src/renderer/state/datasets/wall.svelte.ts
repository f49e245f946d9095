/**
 * Which of a dataset's pictures are on the wall, in what order, and which are excluded. What is known of each comes
 * with its page.
 */
import { SvelteSet } from 'svelte/reactivity'
import type { Dataset, DatasetPicture } from '../../../shared/domain'
import { studio } from '../studio.svelte'
import { toasts } from '../toasts.svelte'
import { request } from '../transport'
import { counted, shortened } from '../words'
import type { Group } from './wall-layout'
import { WallPages } from './wall-pages.svelte'

/** Milliseconds without a key before a search begins. */
const pause = 150
/** Pictures of one request. */
const atOnce = 10_000

export class Wall {
  readonly pages: WallPages
  search = $state('')
  excludedOnly = $state(false)
  /** Places in the dataset, in the order shown; null until that is known. */
  order = $state.raw<readonly number[] | null>(null)
  groups = $state.raw<readonly Group[]>([])
  readonly excluded = new SvelteSet<number>()
  /** Index of the picture that keys and pointer are at. */
  at = $state(0)
  private asked = 0

  constructor(private readonly dataset: Dataset) {
    this.pages = new WallPages(dataset.id)
  }

  /** What is shown was asked for with this; null where that is everything. */
  filter = $state.raw<{ search: string; excludedOnly: boolean } | null>(null)

  /** Asks what is to be seen. For an effect: gives back what calls it off. */
  find(): () => void {
    const asked = { dataset: this.dataset.id, search: this.search.trim(), excludedOnly: this.excludedOnly }
    const timer = setTimeout(() => void this.show(asked), this.asked === 0 ? 0 : pause)
    return () => clearTimeout(timer)
  }

  private async show(asked: { dataset: string; search: string; excludedOnly: boolean }): Promise<void> {
    const turn = ++this.asked
    try {
      const [{ places, groups }, { places: excluded }] = await Promise.all([
        request('findPictures', asked),
        request('findPictures', { dataset: asked.dataset, search: '', excludedOnly: true })
      ])
      if (turn !== this.asked) return
      this.setExcluded(excluded)
      this.order = places
      this.filter = asked.search === '' && !asked.excludedOnly ? null : asked
      this.groups = groups
      this.at = Math.max(0, Math.min(this.at, places.length - 1))
    } catch (problem) {
      toasts.error(problem)
    }
  }

  private setExcluded(places: readonly number[]): void {
    this.excluded.clear()
    for (const place of places) this.excluded.add(place)
  }

  placeAt(index: number): number | undefined {
    return this.order?.[index]
  }

  /** What is known of a picture, as it stands. */
  picture(index: number): DatasetPicture | undefined {
    void this.pages.version
    const found = this.pages.picture(index)
    return found && { ...found, excluded: this.excluded.has(found.place) }
  }

  /** Excludes pictures from training, or includes them again; many at once can be undone. */
  async exclude(places: readonly number[], excluded: boolean): Promise<void> {
    const { id, name, examples } = this.dataset
    const changed = places.filter(place => this.excluded.has(place) !== excluded)
    if (changed.length === 0) return
    // At once: what the studio says of it is the same, or an error.
    this.mark(changed, excluded)
    try {
      for (let from = 0; from < changed.length; from += atOnce) {
        const some = changed.slice(from, from + atOnce)
        studio.datasets.set(id, await request('excludePictures', { dataset: id, places: some, excluded }))
      }
    } catch (problem) {
      this.mark(changed, !excluded)
      return toasts.error(problem)
    }
    if (changed.length < 2) return
    const words = counted(changed.length, examples.one, examples.many)
    toasts.show(`${words} of “${shortened(name)}” ${excluded ? 'are excluded' : 'are included again'}.`, {
      action: { label: 'Undo', run: () => void this.exclude(changed, !excluded) }
    })
  }

  private mark(places: readonly number[], excluded: boolean): void {
    for (const place of places) {
      if (excluded) this.excluded.add(place)
      else this.excluded.delete(place)
    }
    this.pages.version++
  }
}
