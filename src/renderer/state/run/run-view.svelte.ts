import type { EpochMetrics, LiveProgress, Run } from '../../../shared/domain'
import type { Payload } from '../../../shared/ipc'
import type { Transport } from '../transport'
import { LossSeries } from './loss-series'
import { SteadyTime } from '../steady-time'
import type { Preparation } from './words'

type Wire = Pick<Transport, 'request' | 'on' | 'onConnection'>

/** Everything a run's tabs share: losses, epochs, where training stands, which epoch is looked at. */
export class RunView {
  readonly series = new LossSeries()
  /** Counts changes of `series`, which itself is too large to be reactive. */
  seriesVersion = $state(0)
  /** Epoch means, ascending. */
  metrics = $state.raw<EpochMetrics[]>([])
  /** Epochs with a sample sheet, and with a checkpoint, ascending. */
  sampled = $state.raw<number[]>([])
  checkpoints = $state.raw<number[]>([])
  /** Steps of the first epoch with a sheet, ascending. */
  early = $state.raw<number[]>([])
  live = $state.raw<LiveProgress | null>(null)
  preparation = $state.raw<Preparation | null>(null)
  loaded = $state(false)
  error = $state<string | null>(null)
  /** The epoch somebody chose; null follows the newest. */
  chosen = $state<number | null>(null)
  /** The epoch under the pointer in the chart. */
  hovered = $state<number | null>(null)
  /** How many pictures of the sheet Train has room for; null where all of them are shown. */
  inSight = $state<number | null>(null)
  /** Nothing is shown but pictures. */
  alone = $state(false)

  newest = $derived(this.sampled.at(-1) ?? null)
  /** The newest step with pictures, where no epoch has any yet, or nobody looks at one and it is newer than all. */
  earlyShown = $derived.by(() => {
    const step = this.early.at(-1) ?? null
    if (step === null || this.newest === null) return step
    return this.hovered === null && this.chosen === null && step > (this.metrics.at(-1)?.step ?? Infinity) ? step : null
  })
  shown = $derived(this.hovered ?? this.chosen ?? this.newest)

  readonly #left = new SteadyTime()
  #held: Payload<'steps'>[] | null = null
  #early: Payload<'epoch'>[] = []
  /** Of several answers under way only the last one asked for counts. */
  #turn = 0

  /** @param wentBack told when training went back: later epochs are gone */
  constructor(
    readonly id: string,
    private readonly wire: Wire,
    private readonly wentBack: (epoch: number) => void = () => {}
  ) {}

  /** Listens and loads; gives back what stops it. Loads again when the connection comes back. */
  attach(): () => void {
    let known = false
    const stops = [
      this.wire.on('steps', event => {
        if (event.run === this.id) this.#onSteps(event)
      }),
      this.wire.on('epoch', event => {
        if (event.run === this.id) this.#onEpoch(event)
      }),
      this.wire.on('early', ({ run, step }) => {
        if (run === this.id) this.early = withEpoch(this.early, step)
      }),
      this.wire.on('runChanged', run => {
        if (run.id === this.id) this.#onChange(run)
      }),
      this.wire.on('progress', event => {
        if (event.job === this.id) this.preparation = event
      }),
      this.wire.onConnection(state => {
        if (state === 'open' && known) void this.load()
        if (state === 'open') known = true
      })
    ]
    if (!known) known = true
    void this.load()
    return () => {
      for (const stop of stops) stop()
    }
  }

  /** Looks at an epoch so many further on; past the newest it follows that one. */
  go(by: number): void {
    const at = this.shown === null ? -1 : this.sampled.indexOf(this.shown)
    const epoch = this.sampled[Math.min(this.sampled.length - 1, Math.max(0, at + by))] ?? null
    this.hovered = null
    this.chosen = epoch === this.newest ? null : epoch
  }

  /** Asks for everything anew. Events that come meanwhile are added afterwards. */
  async load(): Promise<void> {
    const turn = ++this.#turn
    const held: Payload<'steps'>[] = (this.#held = [])
    const early: Payload<'epoch'>[] = (this.#early = [])
    try {
      const [metrics, epochs] = await Promise.all([
        this.wire.request('runMetrics', { run: this.id, maxPoints: this.series.capacity }),
        this.wire.request('runEpochs', { run: this.id })
      ])
      if (turn !== this.#turn) return
      this.series.load(metrics.steps)
      this.metrics = metrics.epochs
      this.sampled = epochs.sampled
      this.checkpoints = epochs.checkpoints
      this.early = epochs.early
      if (this.chosen !== null && !this.sampled.includes(this.chosen)) this.chosen = null
      this.error = null
      this.loaded = true
    } catch (error) {
      if (turn !== this.#turn) return
      this.error = error instanceof Error ? error.message : String(error)
    }
    this.#held = null
    for (const event of held) if ((event.steps.step.at(-1) ?? 0) > this.series.lastStep) this.#onSteps(event)
    for (const event of early) this.#onEpoch(event)
    this.seriesVersion++
  }

  #onSteps(event: Payload<'steps'>): void {
    const { progress } = event
    this.live = { ...progress, secondsLeft: this.#left.next(progress.secondsLeft, performance.now()) }
    this.preparation = null
    if (this.#held) {
      this.#held.push(event)
      return
    }
    this.series.append(event.steps)
    this.seriesVersion++
  }

  #onEpoch(event: Payload<'epoch'>): void {
    if (this.#held) {
      this.#early.push(event)
      return
    }
    const { metrics } = event
    this.metrics = [...this.metrics.filter(entry => entry.epoch < metrics.epoch), metrics]
    this.sampled = withEpoch(this.sampled, metrics.epoch)
    this.checkpoints = withEpoch(this.checkpoints, metrics.epoch)
  }

  #onChange(run: Run): void {
    if ((this.sampled.at(-1) ?? 0) > run.epoch) {
      this.wentBack(run.epoch)
      void this.load()
    }
    if (run.status === 'preparing') return
    this.preparation = null
    if (run.status === 'training') return
    this.live = null
    this.#left.forget()
    // Stopping saves a checkpoint that no epoch event tells of.
    if (run.status !== 'paused') void this.#reloadEpochs()
  }

  async #reloadEpochs(): Promise<void> {
    try {
      const { sampled, checkpoints } = await this.wire.request('runEpochs', { run: this.id })
      this.sampled = sampled
      this.checkpoints = checkpoints
    } catch {
      /* What is shown already stays true. */
    }
  }
}

const withEpoch = (epochs: number[], epoch: number): number[] =>
  epochs.includes(epoch) ? epochs : [...epochs, epoch].sort((a, b) => a - b)
