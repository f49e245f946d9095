/**
 * A dataset's pictures under a framing, fetched page by page as they come into sight. While a new framing is being decoded
 * the pictures under the last one stay.
 */
import { untrack } from 'svelte'
import type { Framing, Sheet } from '../../shared/domain'
import { decodeSheet } from '../ui/pictures'
import { problemWords } from './toasts.svelte'
import { request } from './transport'

/** Small enough that the first ones are there at once, large enough that a screenful is a few requests. */
export const pageSize = 48
const atOnce = 2
/** Pages kept per framing: about 20 MB of bitmaps at 64 px and below; of larger pictures fewer, though never fewer than these. */
const keepPages = 24
const leastPages = 4

export interface Page { bitmap: ImageBitmap; sheet: Sheet }

export class Wall {
  /** Grows with every page that arrives: draw again. */
  version = $state(0)
  problem = $state('')
  private shown = new Map<number, Page>()
  private last = new Map<number, Page>()
  private framing: Framing | null = null
  private wanted: number[] = []
  private readonly busy = new Set<number>()
  private era = 0

  constructor(private readonly dataset: string) {}

  use(framing: Framing): void {
    if (this.framing && sameFraming(framing, this.framing)) return
    // Pages of the framing before stand in, those of the one before that are let go.
    if (this.shown.size > 0) {
      closeAll(this.last)
      this.last = this.shown
      this.shown = new Map()
    }
    this.framing = framing
    this.era++
    this.busy.clear()
    this.problem = ''
    // Called from effects, which must not run again for what they changed themselves.
    untrack(() => this.version++)
  }

  /** Asks for the pages that hold pictures `first` to `last`, those in sight first; forgets pages that left it unasked. */
  want(first: number, last: number): void {
    const pages = Array.from({ length: Math.max(0, Math.floor(last / pageSize) - Math.floor(first / pageSize) + 1) }, (_, i) => Math.floor(first / pageSize) + i)
    this.wanted = pages.filter(page => !this.shown.has(page) && !this.busy.has(page))
    this.next()
  }

  /** The page of picture `index`, under this framing or, until it comes, the last one. */
  page(index: number): Page | undefined {
    const number = Math.floor(index / pageSize)
    return this.shown.get(number) ?? this.last.get(number)
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
      const sheet = await request('previewDataset', { dataset: this.dataset, framing: this.framing ?? undefined, offset: page * pageSize, count: pageSize })
      const bitmap = await decodeSheet(sheet)
      if (era !== this.era) return bitmap.close()
      this.shown.set(page, { bitmap, sheet })
      this.last.get(page)?.bitmap.close()
      this.last.delete(page)
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
    const keep = Math.max(leastPages, keepPages * Math.min(1, (64 / (this.framing?.size ?? 64)) ** 2))
    for (const [number, { bitmap }] of this.shown) {
      if (Math.abs(number - page) <= keep / 2) continue
      bitmap.close()
      this.shown.delete(number)
    }
  }
}

function closeAll(pages: Map<number, Page>): void {
  for (const { bitmap } of pages.values()) bitmap.close()
  pages.clear()
}

const sameFraming = (a: Framing, b: Framing): boolean => a.size === b.size && a.channels === b.channels && a.fit === b.fit && a.position === b.position
