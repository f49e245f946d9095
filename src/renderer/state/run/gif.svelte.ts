import type { GifOptions, Run } from '../../../shared/domain'
import type { Json } from '../preferences.svelte'
import { problemWords } from '../toasts.svelte'
import { wasCancelled, type Transport } from '../transport'

/**
 * Every choice written out; without a first or last epoch it begins with the oldest, or ends with the newest there is.
 */
export type GifChoices = GifOptions
export interface GifPreview {
  url: string
  size: number
  width: number
  height: number
  frames: number
  choices: GifChoices
}
interface Progress {
  label: string
  done: number
  total: number | null
}

const patience = 500

/** The sheet's own grid, as large as about 400 pixels allow. */
export function defaultChoices({
  sampleCount,
  sampleColumns,
  image
}: Pick<Run, 'sampleCount' | 'sampleColumns' | 'image'>): GifChoices {
  const columns = Math.min(16, sampleColumns)
  const rows = Math.min(16, Math.max(1, Math.floor(sampleCount / columns)))
  const scale = Math.min(16, Math.max(1, Math.round(400 / (columns * image[1]))))
  return { framesPerSecond: 8, scale, columns, rows, every: 1, holdSeconds: 2 }
}

/** The GIF as it will be: made anew shortly after the last change, one job at a time. */
export class GifMaker {
  choices = $state.raw<GifChoices>({ framesPerSecond: 8, scale: 4, columns: 4, rows: 4, every: 1, holdSeconds: 2 })
  preview = $state.raw<GifPreview | null>(null)
  /** Newest epoch that was there when the preview was made. */
  madeAt = $state<number | null>(null)
  busy = $state(false)
  exporting = $state(false)
  progress = $state.raw<Progress | null>(null)
  problem = $state<string | null>(null)

  #job: string | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly run: Pick<Run, 'id' | 'sampleCount' | 'sampleColumns' | 'image'>,
    private readonly wire: Pick<Transport, 'request' | 'on'>,
    kept?: Json
  ) {
    this.choices = { ...defaultChoices(run), ...keptChoices(kept) }
  }

  /** Follows its job's progress; gives back what stops and frees everything. */
  attach(): () => void {
    const off = this.wire.on('progress', ({ job, label, done, total }) => {
      if (job === this.#job) this.progress = { label, done, total }
    })
    return () => {
      off()
      clearTimeout(this.#timer)
      this.#cancelJob()
      if (this.preview) URL.revokeObjectURL(this.preview.url)
      this.preview = null
    }
  }

  change(change: Partial<GifChoices>): void {
    this.choices = { ...this.choices, ...change }
  }

  /** As it is kept between starts. */
  get kept(): Json {
    return Object.fromEntries(Object.entries(this.choices).filter(([, value]) => value !== undefined))
  }

  /** Makes the preview anew once nothing changed for a moment. */
  refreshSoon(newest: number | null): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.refresh(newest), this.preview ? patience : 0)
  }

  async refresh(newest: number | null): Promise<void> {
    const made = await this.#make(false)
    if (!made) return
    if (this.preview) URL.revokeObjectURL(this.preview.url)
    this.preview = made
    this.madeAt = newest
  }

  /** Makes it, keeps it with the run, and gives it back for saving; null when cancelled or failed. */
  async export(): Promise<GifPreview | null> {
    clearTimeout(this.#timer)
    this.exporting = true
    const made = await this.#make(true)
    this.exporting = false
    return made
  }

  /** Stops the export, or the preview, under way. */
  cancel(): void {
    clearTimeout(this.#timer)
    this.#cancelJob()
  }

  async #make(keep: boolean): Promise<GifPreview | null> {
    this.#cancelJob()
    const job = crypto.randomUUID()
    this.#job = job
    this.busy = true
    this.progress = null
    this.problem = null
    const { choices } = this
    try {
      const { gif, width, height, frames } = await this.wire.request('exportGif', {
        run: this.run.id,
        job,
        options: choices,
        keep
      })
      if (this.#job !== job) return null
      const url = URL.createObjectURL(new Blob([gif as Uint8Array<ArrayBuffer>], { type: 'image/gif' }))
      return { url, size: gif.byteLength, width, height, frames, choices }
    } catch (problem) {
      if (this.#job === job && !wasCancelled(problem)) this.problem = problemWords(problem)
      return null
    } finally {
      if (this.#job === job) {
        this.#job = null
        this.busy = false
        this.progress = null
      }
    }
  }

  #cancelJob(): void {
    if (this.#job) this.wire.request('cancelJob', { job: this.#job }).catch(() => {})
    this.#job = null
    this.busy = false
    this.progress = null
  }
}

function keptChoices(kept: Json | undefined): Partial<GifChoices> {
  if (typeof kept !== 'object' || kept === null || Array.isArray(kept)) return {}
  const keys = [
    'framesPerSecond',
    'scale',
    'columns',
    'rows',
    'every',
    'holdSeconds',
    'firstEpoch',
    'lastEpoch'
  ] as const
  return Object.fromEntries(keys.flatMap(key => (typeof kept[key] === 'number' ? [[key, kept[key]]] : [])))
}
