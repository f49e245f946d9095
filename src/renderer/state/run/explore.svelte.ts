import type { Condition, Pixels, Run } from '../../../shared/domain'
import { mix } from '../../../shared/explore/mix'
import { directionKey, pictureOf as pictureInputOf } from '../../../shared/sampling-knobs'
import type { Json } from '../preferences.svelte'
import { problemWords } from '../toasts.svelte'
import { Jobs, shortWait, type Wire } from '../jobs.svelte'
import { wasCancelled } from '../transport'
import { Coalescer } from './coalescer'
import { ConditionInput } from './condition-input.svelte'
import { keptFrom, keptOf, mostPins, type Kept, type Mixing, type Pin, type Present, type Wish } from './explore-kept'
import { redo, record, startHistory, undo, type History } from './history'
import { withDimension, zeros, type Latent } from './latents'
import { Seeds } from './seeds.svelte'
import { pictureOf, valuesOf, type Knobs } from './sampling-values'

/** One picture that follows the hand: a latent, its past, pinned latents, and the newest picture drawn from it. */
export class Explore {
  history = $state.raw<History<Present>>(startHistory({ latent: [], knobs: {} }))
  /** What the sliders show; differs from the history's present while one is being dragged. */
  latent = $state.raw<Latent>([])
  /** What the controls beside the sliders show. */
  knobs = $state.raw<Knobs>({})
  seed = $state(1)
  smooth = $state(false)
  /** What the sliders beside the picture are: directions, or each number of the latent. */
  sliders = $state<'directions' | 'numbers'>('directions')
  /** The checkpoint that draws; null is the newest. */
  epoch = $state<number | null>(null)
  pins = $state.raw<readonly Pin[]>([])
  /** Pictures of the pins by pin id. */
  pinPictures = $state.raw<ReadonlyMap<number, Pixels>>(new Map())
  mixing = $state.raw<Mixing | null>(null)
  picture = $state.raw<Pixels | null>(null)
  waiting = $state(false)
  problem = $state<string | null>(null)

  /** What pictures are conditioned on, where the run declares a picture. */
  readonly condition: ConditionInput | null

  canUndo = $derived(this.history.past.length > 0)
  canRedo = $derived(this.history.future.length > 0)
  /** Nothing was kept and nothing done yet: there is no latent worth drawing. */
  untouched = $state(false)
  full = $derived(this.pins.length >= mostPins)

  readonly seeds: Seeds
  /** The seed of what is on the stage; null where that was changed, or comes from elsewhere. */
  readonly shownSeed: number | null = $derived.by(() => this.seeds.of(this.latent))

  #nextPin = 1
  readonly #hand: Coalescer<Wish, Pixels>
  readonly #spreading = new Coalescer<number, Latent | undefined>(
    seed => this.seeds.latent(seed),
    latent => latent && this.moveTo(latent),
    problem => (this.problem = problemWords(problem))
  )
  /** What takes long of what is drawn and read. */
  readonly jobs: Jobs

  constructor(
    private readonly run: Pick<Run, 'id' | 'latent' | 'inputs'>,
    wire: Wire,
    kept?: Json
  ) {
    this.jobs = new Jobs(wire, shortWait)
    this.seeds = new Seeds(run, wire)
    this.#hand = new Coalescer(
      ({ epoch, ...present }) => this.#generate([present], epoch),
      pixels => {
        this.picture = pixels
        this.problem = null
        this.waiting = this.#hand.waiting
      },
      problem => {
        this.problem = wasCancelled(problem) ? null : problemWords(problem)
        this.waiting = this.#hand.waiting
      }
    )
    this.untouched = kept === undefined
    const before = keptFrom(kept, run)
    this.condition = pictureInputOf(run) ? new ConditionInput(run, this.jobs, before.pair) : null
    this.#restore(before)
    if (this.condition && this.knobs[directionKey] === 1) this.condition.direction = 1
  }

  #restore({ pins, seeded, ...kept }: Kept): void {
    if (seeded) this.seeds.remember(kept.latent, kept.seed)
    const { latent, knobs, seed, smooth, sliders, epoch } = kept
    Object.assign(this, { latent, knobs, seed, smooth, sliders, epoch })
    this.history = startHistory(this.#present)
    this.pins = pins.map(pin => ({ id: this.#nextPin++, ...pin }))
  }

  keep = (): Json => keptOf(this)

  /** The first picture: a seed's, since all zeros show little. It is no step to undo. */
  begin(): Promise<void> {
    return this.#withSeed(this.seed, latent => {
      if (!this.untouched) return
      this.untouched = false
      this.latent = latent
      this.history = startHistory(this.#present)
      this.draw()
    })
  }

  /** Before somebody looks: the generator is loaded, and the first picture drawn. Once it is there, nothing. */
  prepare(): void {
    if (this.picture || this.#hand.busy || this.condition) return
    if (this.untouched) void this.begin()
    else this.draw()
  }

  /** Draws the present latent; never more than one request under way. */
  draw(): void {
    this.waiting = true
    this.#hand.push({ ...this.#present, epoch: this.epoch ?? undefined })
  }

  /** Draws of another input from now on. @returns whether it could be read */
  async give(what: Exclude<Condition, { pixels: Uint8Array }>): Promise<boolean> {
    if (!(await this.condition?.take(what))) return false
    this.draw()
    void this.drawPins()
    return true
  }

  /** While a slider moves; `commit` when it is let go. */
  setDimension(index: number, value: number): void {
    this.mixing = null
    this.latent = withDimension(this.latent, index, value)
    this.draw()
  }

  /** While a control beside the sliders moves; `commit` when it is let go. */
  setKnob(key: string, value: number): void {
    if (this.knobs[key] === value) return
    this.knobs = { ...this.knobs, [key]: value }
    void this.#turned().then(() => this.draw())
  }

  /** While a hand moves over a map; `commit` when it is let go. */
  moveTo(latent: Latent): void {
    this.mixing = null
    this.latent = latent
    this.draw()
  }

  /** The same, where latents lie in another space than they are drawn in: with what choices have to be for that. */
  moveIn(latent: Latent, space: Knobs): void {
    if (Object.entries(space).some(([key, value]) => this.knobs[key] !== value))
      this.knobs = { ...this.knobs, ...space }
    this.moveTo(latent)
  }

  /** Pictures of these latents, with the present checkpoint and, unless others are asked for, knobs. */
  drawn(latents: readonly Latent[], knobs: Knobs = this.knobs): Promise<Pixels> {
    return this.#generate(
      latents.map(latent => ({ latent, knobs })),
      this.epoch ?? undefined
    )
  }

  /** Makes what is shown one step that can be undone. */
  commit(): void {
    this.untouched = false
    const { latent, knobs } = this.history.present
    if (this.latent !== latent || this.knobs !== knobs) this.history = record(this.history, this.#present)
  }

  /** @param knobs stay as they are, unless others are asked for */
  set(latent: Latent, knobs: Knobs = this.knobs): void {
    this.latent = latent
    this.knobs = knobs
    this.commit()
    this.draw()
  }

  reset(): void {
    this.mixing = null
    this.set(zeros(this.run.latent))
  }

  /** The latent of a seed, which counts once it is there. */
  drawSeed(seed: number): Promise<void> {
    return this.#withSeed(seed, latent => {
      this.mixing = null
      this.seed = seed
      this.set(latent)
    })
  }

  async #withSeed(seed: number, use: (latent: Latent) => void): Promise<void> {
    try {
      const latent = await this.seeds.latent(seed)
      if (latent) use(latent)
    } catch (problem) {
      this.problem = problemWords(problem)
    }
  }

  /** From now on seeds have latents of another spread; where a seed is shown, it has at once; `commit` when let go. */
  spreadBy(spread: Seeds['spread']): void {
    this.seeds.spread = spread
    if (this.shownSeed !== null) this.#spreading.push(this.shownSeed)
  }

  random(): Promise<void> {
    return this.drawSeed(Math.floor(Math.random() * 1_000_000))
  }

  undo(): void {
    this.#travel(undo(this.history))
  }
  redo(): void {
    this.#travel(redo(this.history))
  }

  get #present(): Present {
    return { latent: this.latent, knobs: this.knobs }
  }

  #travel(history: History<Present>): void {
    if (history === this.history) return
    this.history = history
    this.latent = history.present.latent
    this.knobs = history.present.knobs
    this.mixing = null
    this.draw()
  }

  /** @param latent another one than the present, with what is set beside it */
  pin(latent: Latent = this.latent): void {
    if (this.full) return
    const id = this.#nextPin++
    this.pins = [...this.pins, { id, latent, knobs: this.knobs }]
    if (latent === this.latent && this.picture && !this.waiting)
      this.pinPictures = new Map([...this.pinPictures, [id, this.picture]])
    else void this.drawPins()
  }

  unpin(id: number): void {
    this.pins = this.pins.filter(pin => pin.id !== id)
    if (this.mixing?.from === id || this.mixing?.to === id) this.mixing = null
  }

  returnTo(id: number): void {
    const pin = this.#pin(id)
    this.mixing = null
    if (pin) this.set(pin.latent, pin.knobs)
  }

  mix(from: number, to: number, amount = 0.5): void {
    if (from === to) return
    this.mixTo({ from, to, amount })
    this.commit()
  }

  /** Moves between two pins; `commit` when let go. */
  mixTo(mixing: Mixing): void {
    const a = this.#pin(mixing.from)
    const b = this.#pin(mixing.to)
    if (!a || !b) return
    this.mixing = mixing
    this.latent = mix(a.latent, b.latent, mixing.amount)
    this.draw()
  }

  /** Pictures of all pins with the present checkpoint, in one request. */
  async drawPins(): Promise<void> {
    const pins = this.pins
    if (pins.length === 0) return
    try {
      const pixels = await this.#generate(pins, this.epoch ?? undefined)
      this.pinPictures = new Map(pins.map((pin, i) => [pin.id, pictureOf(pixels, i)]))
    } catch {
      /* The large picture says what is wrong; a pin without a picture still works. */
    }
  }

  /** Where the run translates the other way now, it is conditioned on a picture of the other domain. */
  async #turned(): Promise<void> {
    const direction = this.knobs[directionKey] === 1 ? 1 : 0
    if (this.condition && this.condition.direction !== direction) await this.condition.turn(direction)
  }

  #pin(id: number): Pin | undefined {
    return this.pins.find(pin => pin.id === id)
  }

  async #generate(wanted: readonly Present[], epoch: number | undefined): Promise<Pixels> {
    const of = await this.condition?.of()
    return this.jobs.ask('Drawing pictures', 'generate', {
      run: this.run.id,
      epoch,
      inputs: valuesOf(this.run, wanted, of)
    })
  }
}
