import type { ExportFormat, ExportStage, SettingDefinition, SettingValue } from '../../../shared/domain'
import type { Input, Output } from '../../../shared/ipc'
import type { Json } from '../preferences.svelte'
import { problemWords } from '../toasts.svelte'
import { Jobs, type Job, type Wire } from '../jobs.svelte'
import { RequestError, wasCancelled } from '../transport'

export type Options = Readonly<Record<string, SettingValue>>

export interface Made {
  /** Where the page sees it. */
  url: string
  file: Blob
  size: number
  /** For people: "30 frames, 224×224". */
  words: string
  /** For the name of its file. */
  mark: string
  width: number
  height: number
  /** So many pixels of it are one of the pictures'. */
  scale: number
}

const patience = 500

/** The formats in which a run can be exported, fitted to what it has. */
export class Exports {
  formats = $state.raw<ExportFormat[]>([])
  /** The one that is looked at, by its id. */
  chosen = $state<string | null>(null)
  problem = $state<string | null>(null)
  /** How many pictures of somebody's own are on the stage; null for the run's samples. */
  pictures: number | null = null

  constructor(
    readonly run: string,
    private readonly wire: Wire
  ) {}

  /** The one that is looked at: the first where none was chosen, or where that one is gone. */
  get shown(): ExportFormat | undefined {
    return this.formats.find(({ id }) => id === this.chosen) ?? this.formats[0]
  }

  async load(): Promise<void> {
    const stage = this.pictures
    try {
      const formats = await this.wire.request('listExports', { run: this.run, stage })
      if (stage !== this.pictures) return
      this.formats = formats
      this.problem = null
    } catch (problem) {
      this.problem = problemWords(problem)
    }
  }
}

/** A value as an option allows it; undefined where it is of another kind. */
export function allowed(option: SettingDefinition, value: unknown): SettingValue | undefined {
  if (option.type === 'choice') return option.choices.find(choice => choice.value === value)?.value
  if (option.type === 'flag') return typeof value === 'boolean' ? value : undefined
  return typeof value === 'number' ? Math.min(option.max, Math.max(option.min, value)) : undefined
}

/** What one format makes: shown before where it is a picture, anew shortly after the last change, one job at a time. */
export class ExportMaker {
  format = $state.raw() as ExportFormat
  /** What differs from the defaults, which follow the run. */
  chosen = $state.raw<Options>({})
  preview = $state.raw<Made | null>(null)
  /** Newest epoch that was there when the preview was made. */
  madeAt = $state<number | null>(null)
  /** With which options. */
  #madeWith = $state.raw<Options>({})
  busy = $state(false)
  exporting = $state(false)
  problem = $state<string | null>(null)
  /** What is on the stage when it is made. */
  stage: ExportStage | undefined

  readonly #jobs: Jobs
  /** Grows with every export: an earlier one's answer is not shown. */
  #turn = 0
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly run: string,
    format: ExportFormat,
    private readonly wire: Wire,
    kept?: Json
  ) {
    this.format = format
    this.#jobs = new Jobs(wire)
    if (typeof kept !== 'object' || kept === null || Array.isArray(kept)) return
    for (const { key } of format.options) this.change(key, kept[key])
  }

  /** How far what is under way is. */
  get job(): Job | undefined {
    return this.busy ? this.#jobs.list.at(-1) : undefined
  }

  /** Every option with its value: the chosen one as far as it still is allowed, or the default. */
  get options(): Options {
    return Object.fromEntries(
      this.format.options.map(option => [option.key, allowed(option, this.chosen[option.key]) ?? option.default])
    )
  }

  /** Stops and frees everything. */
  close(): void {
    this.cancel()
    if (this.preview) URL.revokeObjectURL(this.preview.url)
    this.preview = null
  }

  /** The default is not kept: it follows the run. What an option does not allow changes nothing. */
  change(key: string, value: unknown): void {
    const option = this.format.options.find(each => each.key === key)
    const next = option && allowed(option, value)
    if (!option || next === undefined) return
    const { [key]: _, ...others } = this.chosen
    this.chosen = next === option.default ? others : { ...others, [key]: next }
  }

  /**
   * How many of the epochs are newer than the preview and would be in it now: none where what was chosen does not
   * follow the run, such as a last epoch.
   */
  newer(epochs: readonly number[]): number {
    const { madeAt, options } = this
    if (madeAt === null || Object.entries(options).every(([key, value]) => this.#madeWith[key] === value)) return 0
    return epochs.filter(epoch => epoch > madeAt).length
  }

  /** Those that count with what is chosen of the others. */
  get shown(): readonly SettingDefinition[] {
    const options = this.options
    return this.format.options.filter(({ onlyWith }) => !onlyWith || options[onlyWith.key] === onlyWith.value)
  }

  /** As it is kept between starts. */
  get kept(): Json {
    return { ...this.chosen }
  }

  /** Makes the preview anew once nothing changed for a moment. */
  refreshSoon(newest: number | null): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.refresh(newest), this.preview ? patience : 0)
  }

  async refresh(newest: number | null): Promise<void> {
    const options = this.options
    const made = await this.#make(false)
    if (!made) return
    if (this.preview) URL.revokeObjectURL(this.preview.url)
    this.preview = made
    this.madeAt = newest
    this.#madeWith = options
  }

  /**
   * Makes it, keeps it with the run where it was shown before, and gives it back for saving; null when cancelled or
   * failed.
   */
  async export(): Promise<Made | null> {
    clearTimeout(this.#timer)
    this.exporting = true
    const made = await this.#make(this.format.previews)
    this.exporting = false
    return made
  }

  /** Stops the export, or the preview, under way. */
  cancel(): void {
    clearTimeout(this.#timer)
    this.#turn++
    this.#jobs.cancelAll()
    this.busy = false
  }

  /** By the studio; a video by the browser, where that has its encoder. */
  async #made(label: string, asked: Omit<Input<'exportRun'>, 'job'>): Promise<Output<'exportRun'>> {
    const { video } = this.format
    if (!video) return this.#jobs.ask(label, 'exportRun', asked)
    const { canEncode, encode, missingWords } = await import('../film/video')
    if (!(await canEncode(video))) {
      const missing = missingWords(video)
      if (missing) throw new RequestError('unsupported', missing)
      return this.#jobs.ask(label, 'exportRun', asked)
    }
    return this.#jobs.start(label, async (job, signal) => {
      const made = await this.wire.request('exportRun', { ...asked, job, frames: true })
      const tell = (done: number, total: number): void =>
        this.#jobs.update(job, { label: `Encoding ${video.name}`, done, total, secondsLeft: null })
      return { ...made, bytes: await encode(video, made.bytes as Uint8Array<ArrayBuffer>, tell, signal) }
    })
  }

  async #make(keep: boolean): Promise<Made | null> {
    this.cancel()
    const turn = this.#turn
    this.busy = true
    this.problem = null
    const { id: format, mediaType } = this.format
    const options = Object.fromEntries(Object.entries(this.options).filter(([key]) => key in this.chosen))
    const label = keep || !this.format.previews ? 'Exporting' : 'Making the preview'
    try {
      const { bytes, words, mark, facts } = await this.#made(label, {
        run: this.run,
        format,
        ...(this.stage ? { stage: this.stage } : {}),
        options,
        keep
      })
      if (this.#turn !== turn) return null
      const file = new Blob([bytes as Uint8Array<ArrayBuffer>], { type: mediaType })
      return {
        url: URL.createObjectURL(file),
        file,
        size: bytes.byteLength,
        words,
        mark,
        width: facts['width'] ?? 0,
        height: facts['height'] ?? 0,
        scale: facts['scale'] ?? 1
      }
    } catch (problem) {
      if (this.#turn === turn && !wasCancelled(problem)) this.problem = problemWords(problem)
      return null
    } finally {
      if (this.#turn === turn) this.busy = false
    }
  }
}
