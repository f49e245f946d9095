/**
 * Which of a dataset's pictures are on the wall, in what order, which are chosen there, excluded and held out. What is
 * known of each comes with its page.
 */
import { SvelteSet } from 'svelte/reactivity'
import type { Dataset, DatasetChange, DatasetPicture, Split } from '../../../shared/domain'
import { studio } from '../studio.svelte'
import { toasts } from '../toasts.svelte'
import { request } from '../transport'
import { counted, shortened } from '../words'
import { changeDataset } from './changes'
import { ChosenPictures } from './chosen.svelte'
import type { Group } from './wall-layout'
import { WallPages } from './wall-pages.svelte'

/** Milliseconds without a key before a search begins. */
const pause = 150

/** What is left out of training, and how. */
export type LeftOut = 'excluded' | 'held-out'

export interface Filter {
  search: string
  only: LeftOut | null
}

export class Wall {
  readonly pages: WallPages
  search = $state('')
  only = $state<LeftOut | null>(null)
  /** Places in the dataset, in the order shown; null until that is known. */
  order = $state.raw<readonly number[] | null>(null)
  groups = $state.raw<readonly Group[]>([])
  readonly excluded = new SvelteSet<number>()
  readonly heldOut = new SvelteSet<number>()
  readonly chosen = new ChosenPictures()
  /** Index of the picture that keys and pointer are at. */
  at = $state(0)
  private asked = 0
  /** The version that the wall shows. */
  private shown: number
  /** Changes of its own that are under way: what comes of them is known here. */
  private changing = 0

  constructor(private readonly dataset: Dataset) {
    this.pages = new WallPages(dataset.id)
    this.shown = dataset.version
  }

  /** What is shown was asked for with this; null where that is everything. */
  filter = $state.raw<Filter | null>(null)

  /** Asks what is to be seen. For an effect: gives back what calls it off. */
  find(): () => void {
    const asked = { search: this.search.trim(), only: this.only }
    const timer = setTimeout(() => void this.show(asked), this.asked === 0 ? 0 : pause)
    return () => clearTimeout(timer)
  }

  /** What another window, the command line or an undoing has changed is seen here. */
  follow(version: number): void {
    if (this.changing === 0 && version !== this.shown) void this.show({ search: this.search.trim(), only: this.only })
  }

  private async show(asked: Filter): Promise<void> {
    const turn = ++this.asked
    const dataset = this.dataset.id
    this.shown = this.now.version
    try {
      const [{ places, groups }, { places: excluded }, { places: heldOut }] = await Promise.all([
        request('findPictures', { dataset, ...asked }),
        request('findPictures', { dataset, search: '', only: 'excluded' }),
        request('findPictures', { dataset, search: '', only: 'held-out' })
      ])
      if (turn !== this.asked) return
      put(this.excluded, excluded)
      put(this.heldOut, heldOut)
      this.order = places
      this.filter = asked.search === '' && asked.only === null ? null : asked
      this.groups = groups
      this.at = Math.max(0, Math.min(this.at, places.length - 1))
    } catch (problem) {
      toasts.error(problem)
    }
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
    const changed = places.filter(place => this.excluded.has(place) !== excluded)
    if (changed.length === 0) return
    // At once: what the studio says of it is the same, or an error.
    this.mark(changed, excluded)
    const words = `${this.words(changed)} ${excluded ? 'are excluded' : 'are included again'}.`
    const done = await this.change({ what: 'exclude', places: changed, excluded }, changed.length < 2 ? '' : words)
    if (!done) this.mark(changed, !excluded)
  }

  /** Into a class, by its name, which is made where there is none. */
  async move(places: readonly number[], name: string): Promise<void> {
    const verb = places.length === 1 ? 'is' : 'are'
    await this.change({ what: 'label', places: [...places], name }, `${this.words(places)} ${verb} “${name}” now.`)
    this.follow(-1)
  }

  async holdOut(places: readonly number[], split: Split): Promise<void> {
    const verb = places.length === 1 ? 'is' : 'are'
    const purpose = { train: 'trained on', validation: 'held out for validation', test: 'held out for testing' }[split]
    await this.change({ what: 'split', places: [...places], split }, `${this.words(places)} ${verb} ${purpose}.`)
    this.follow(-1)
  }

  async rename(label: number, name: string): Promise<void> {
    const was = this.now.labels[label] ?? ''
    await this.change({ what: 'rename', label, name }, `“${was}” is called “${name}”.`)
    this.follow(-1)
  }

  /** The dataset as it stands. */
  private get now(): Dataset {
    return studio.datasets.get(this.dataset.id) ?? this.dataset
  }

  private words(places: readonly number[]): string {
    const { name, examples } = this.dataset
    return `${counted(places.length, examples.one, examples.many)} of “${shortened(name)}”`
  }

  private async change(change: DatasetChange, words: string): Promise<boolean> {
    this.changing++
    try {
      this.shown = (await changeDataset(this.dataset, change, words)).version
      this.chosen.clear()
      return true
    } catch (problem) {
      toasts.error(problem)
      return false
    } finally {
      this.changing--
      // What somebody else has changed meanwhile.
      this.follow(this.now.version)
    }
  }

  private mark(places: readonly number[], excluded: boolean): void {
    for (const place of places) {
      if (excluded) this.excluded.add(place)
      else this.excluded.delete(place)
    }
    this.pages.version++
  }
}

function put(into: SvelteSet<number>, places: readonly number[]): void {
  into.clear()
  for (const place of places) into.add(place)
}
