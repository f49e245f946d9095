import type { Condition, ExportStage, Pixels, Run } from '../../../shared/domain'
import type { SamplingValues } from '../../../shared/sampling-inputs'
import { problemWords } from '../toasts.svelte'
import { Jobs, shortWait, type Wire } from '../jobs.svelte'
import { wasCancelled } from '../transport'
import { valuesOf, type Knobs } from './sampling-values'
import { rounded, type Latent } from './latents'
import { SheetCache, sheetPixels, type DecodedSheet } from './sheet-cache'

export type Source = 'gallery' | 'explore'
interface Wanted {
  latent: Latent
  knobs: Knobs
}
/** Milliseconds the last frame stands before playing begins anew. */
const hold = 1000

/**
 * Where in a run's past we are, and playing through it. Frames come from sample sheets or from a generator per
 * checkpoint.
 */
export class TimeLine {
  source = $state<Source>('gallery')
  /** Epochs there are frames of, ascending. */
  epochs = $state.raw<readonly number[]>([])
  /** null stays with the newest. */
  chosen = $state<number | null>(null)
  playing = $state(false)
  framesPerSecond = $state(8)
  /** The newest frame that was asked for and came. */
  frame = $state.raw<DecodedSheet | null>(null)
  frameEpoch = $state<number | null>(null)
  problem = $state<string | null>(null)

  epoch = $derived(this.chosen ?? this.epochs.at(-1) ?? null)
  index = $derived(Math.max(0, this.epoch === null ? 0 : nearest(this.epochs, this.epoch)))

  /** What `explore` frames are drawn from, as `generate` takes it. */
  values = $state.raw<SamplingValues>({})

  #wanted: readonly Wanted[] = []
  /** What they are conditioned on, where the run declares a picture. */
  #of: Condition | undefined
  #generated: SheetCache
  /** Frames that take long to draw. */
  readonly jobs: Jobs
  #timer: ReturnType<typeof setTimeout> | undefined
  /** Grows with every start, so that an earlier one ends. */
  #turn = 0

  constructor(
    private readonly run: Pick<Run, 'id' | 'inputs'>,
    wire: Wire,
    private readonly sheets: Pick<SheetCache, 'get' | 'peek'>
  ) {
    this.jobs = new Jobs(wire, shortWait)
    this.#generated = this.#generator()
  }

  /** What is on the stage: the run's own samples, or what is drawn of these. */
  get shown(): ExportStage | undefined {
    if (this.epoch === null) return undefined
    return { epoch: this.epoch, ...(this.source === 'explore' ? { inputs: this.values } : {}) }
  }

  /** What `explore` frames are drawn from; frames of anything else are forgotten. */
  setWanted(wanted: readonly Wanted[], of?: Condition): void {
    if (
      sameItems(
        wanted.map(({ latent }) => latent),
        this.#wanted.map(({ latent }) => latent)
      ) &&
      sameItems(
        wanted.map(({ knobs }) => knobs),
        this.#wanted.map(({ knobs }) => knobs)
      ) &&
      samePixels(of, this.#of)
    )
      return
    this.#of = of
    this.#wanted = wanted
    this.values = valuesOf(
      this.run,
      wanted.map(({ latent, knobs }) => ({ latent: rounded(latent), knobs })),
      of
    )
    this.#generated = this.#generator()
  }

  /** Training went back to this epoch. */
  forget(epoch: number): void {
    this.#generated.forget(this.run.id, epoch)
  }

  /** One request at a time: the trainer has better things to do. */
  #generator(): SheetCache {
    const inputs = this.values
    return new SheetCache(
      async (run, epoch) => tilesOf(await this.jobs.ask(`Drawing epoch ${epoch}`, 'generate', { run, epoch, inputs })),
      sheetPixels,
      16e6,
      1
    )
  }

  /** Resolves when the frame is there, or another one was asked for. */
  goTo(index: number): Promise<void> {
    const last = this.epochs.length - 1
    const epoch = this.epochs[Math.min(last, Math.max(0, index))]
    this.chosen = epoch === undefined || (index >= last && !this.playing) ? null : epoch
    return this.show()
  }

  /** Loads the present epoch's frame; an answer that comes late is not shown. */
  async show(): Promise<void> {
    const epoch = this.epochs[this.index]
    if (epoch === undefined) return
    const frames = this.#frames
    try {
      const frame = frames.peek(this.run.id, epoch) ?? (await frames.get(this.run.id, epoch))
      if (epoch !== this.epochs[this.index] || frames !== this.#frames) return
      this.frame = frame
      this.frameEpoch = epoch
      this.problem = null
    } catch (problem) {
      if (wasCancelled(problem)) this.stop()
      else if (epoch === this.epochs[this.index]) this.problem = problemWords(problem)
    }
  }

  toggle(): void {
    if (this.playing) this.stop()
    else this.play()
  }

  play(): void {
    if (this.epochs.length < 2) return
    this.playing = true
    if (this.index >= this.epochs.length - 1) void this.goTo(0)
    void this.#tick()
  }

  stop(): void {
    this.playing = false
    clearTimeout(this.#timer)
  }

  get #frames(): Pick<SheetCache, 'get' | 'peek'> {
    return this.source === 'gallery' ? this.sheets : this.#generated
  }

  /** The next frame is loaded while this one stands, and is not shown before it is there. */
  async #tick(): Promise<void> {
    const turn = ++this.#turn
    while (this.playing && turn === this.#turn) {
      const atEnd = this.index >= this.epochs.length - 1
      const next = atEnd ? 0 : this.index + 1
      const epoch = this.epochs[next]
      const stood = new Promise<void>(resolve => {
        this.#timer = setTimeout(resolve, atEnd ? hold : 1000 / this.framesPerSecond)
      })
      const loaded =
        epoch === undefined
          ? null
          : this.#frames.get(this.run.id, epoch).catch((problem: unknown) => {
              // What else is wrong is said when its turn has come.
              if (wasCancelled(problem)) this.stop()
            })
      await Promise.all([stood, loaded])
      if (!this.playing || turn !== this.#turn) return
      await this.goTo(next)
      if (this.problem) this.stop()
    }
  }
}

/** Pictures one below the other, as one drawable. */
export function tilesOf({ count, width, height, rgba }: Pixels): DecodedSheet {
  const bitmap = new OffscreenCanvas(width, height * count)
  bitmap.getContext('2d')?.putImageData(new ImageData(new Uint8ClampedArray(rgba), width, height * count), 0, 0)
  return { bitmap, tileWidth: width, tileHeight: height, columns: 1, rows: count, count }
}

function nearest(epochs: readonly number[], epoch: number): number {
  let best = 0
  epochs.forEach((candidate, i) => {
    if (Math.abs(candidate - epoch) < Math.abs((epochs[best] ?? 0) - epoch)) best = i
  })
  return best
}

/** The very same bytes: what is read anew is another input. */
const samePixels = (a: Condition | undefined, b: Condition | undefined): boolean =>
  (a && 'pixels' in a ? a.pixels : undefined) === (b && 'pixels' in b ? b.pixels : undefined)
const sameItems = <T>(a: readonly T[], b: readonly T[]): boolean =>
  a.length === b.length && a.every((item, i) => item === b[i])
