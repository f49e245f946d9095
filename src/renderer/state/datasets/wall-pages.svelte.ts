/**
 * A dataset's pictures under a framing, fetched page by page as they come into sight, with what is known of each. While
 * a new framing is being decoded the pictures under the last one stay.
 */
import { untrack } from 'svelte'
import type { DatasetPicture, Framing, Sheet } from '../../../shared/domain'
import { usualZoom } from '../../../shared/datasets/framed'
import { picturesOnSheet } from '../../../shared/sheet-size'
import { decodeSheet } from '../../ui/pictures/pictures'
import { problemWords } from '../toasts.svelte'
import { request } from '../transport'

/**
 * Small enough that the first ones are there at once, large enough that a screenful is a few requests; of very large
 * pictures, of which a sheet holds fewer, fewer.
 */
const pageSize = (framing: Framing): number => Math.min(48, picturesOnSheet(framing, mostAcross))
const pixelsOf = ({ size, height = size }: Framing): number => size * height
/** Of a tile's pictures beside each other. */
const mostAcross = 4
const atOnce = 2
/**
 * Pages kept per framing: about 20 MB of bitmaps at 64 px and below; of larger pictures fewer, though never fewer than
 * these.
 */
const keepPages = 24
const leastPages = 4

export interface Page {
  bitmap: ImageBitmap
  sheet: Sheet
  pictures: ReadonlyMap<number, DatasetPicture>
}

/** Pages under one framing: each of so many pictures. */
interface Pages {
  each: number
  at: Map<number, Page>
}
const noPages = (each: number): Pages => ({ each, at: new Map() })

export class WallPages {
  /** Grows with every page that arrives: draw again. */
  version = $state(0)
  problem = $state('')
  private shown = noPages(1)
  private last = noPages(1)
  private framing: Framing | null = null
  /** Places in the dataset, in the order shown. */
  private order: readonly number[] = []
  private wanted: number[] = []
  private readonly busy = new Set<number>()
  private era = 0

  constructor(private readonly dataset: string) {}

  /** What is shown from now on. @param order places in the dataset, of each picture by its index */
  use(framing: Framing, order: readonly number[]): void {
    const reordered = order !== this.order
    if (this.framing && sameFraming(framing, this.framing) && !reordered) return
    // Pages of the framing before stand in, those of the one before that are let go.
    if (this.shown.at.size > 0) {
      closeAll(this.last)
      this.last = this.shown
    }
    // Of other pictures none can.
    if (reordered) closeAll(this.last)
    this.shown = noPages(pageSize(framing))
    this.framing = framing
    this.order = order
    this.era++
    this.busy.clear()
    this.problem = ''
    // Called from effects, which must not run again for what they changed themselves.
    untrack(() => this.version++)
  }

  /**
   * Asks for the pages that hold pictures `first` to `last`, those in sight first; forgets pages that left it unasked.
   */
  want(first: number, last: number): void {
    const { each, at } = this.shown
    const pages = Array.from(
      { length: Math.max(0, Math.floor(last / each) - Math.floor(first / each) + 1) },
      (_, i) => Math.floor(first / each) + i
    )
    this.wanted = pages.filter(page => !at.has(page) && !this.busy.has(page))
    this.next()
  }

  /** The page of picture `index` and its place there, under this framing or, until it comes, the last one. */
  place(index: number): { page: Page; inPage: number } | undefined {
    for (const { each, at } of [this.shown, this.last]) {
      const page = at.get(Math.floor(index / each))
      if (page) return { page, inPage: index % each }
    }
    return undefined
  }

  /** Whether pictures `first` to `last` have come, or cannot. */
  shows(first: number, last: number): boolean {
    void this.version
    if (this.problem !== '') return true
    for (let index = first; index <= last; index++) if (!this.place(index)) return false
    return true
  }

  /** What is known of picture `index`; undefined until its page comes. */
  picture(index: number): DatasetPicture | undefined {
    return this.place(index)?.page.pictures.get(this.order[index] ?? -1)
  }

  close(): void {
    this.era++
    closeAll(this.shown)
    closeAll(this.last)
  }

  private next(): void {
    while (this.busy.size < atOnce) {
      const page = this.wanted.shift()
      if (page === undefined) return
      this.busy.add(page)
      void this.fetch(page, this.era)
    }
  }

  private async fetch(page: number, era: number): Promise<void> {
    try {
      const { each } = this.shown
      const asked = { dataset: this.dataset, places: this.order.slice(page * each, (page + 1) * each) }
      const [sheet, pictures] = await Promise.all([
        request('previewPictures', { ...asked, framing: this.framing ?? undefined }),
        request('datasetPictures', asked)
      ])
      const bitmap = await decodeSheet(sheet)
      if (era !== this.era) return bitmap.close()
      this.shown.at.set(page, { bitmap, sheet, pictures: new Map(pictures.map(each => [each.place, each])) })
      if (this.last.each === this.shown.each) {
        this.last.at.get(page)?.bitmap.close()
        this.last.at.delete(page)
      }
      this.forgetFarFrom(page)
    } catch (problem) {
      if (era !== this.era) return
      this.problem = problemWords(problem)
    }
    this.busy.delete(page)
    this.version++
    this.next()
  }

  private forgetFarFrom(page: number): void {
    const keep = Math.max(
      leastPages,
      keepPages * Math.min(1, 64 ** 2 / (this.framing ? pixelsOf(this.framing) : 64 ** 2))
    )
    for (const [number, { bitmap }] of this.shown.at) {
      if (Math.abs(number - page) <= keep / 2) continue
      bitmap.close()
      this.shown.at.delete(number)
    }
  }
}

function closeAll({ at }: Pages): void {
  for (const { bitmap } of at.values()) bitmap.close()
  at.clear()
}

const sameFraming = (a: Framing, b: Framing): boolean =>
  a.size === b.size &&
  (a.height ?? a.size) === (b.height ?? b.size) &&
  (a.zoom ?? usualZoom) === (b.zoom ?? usualZoom) &&
  a.channels === b.channels &&
  a.fit === b.fit &&
  a.position === b.position &&
  a.background === b.background
