/**
 * Directions in a run's latents, as sliders: where the picture on the stage stands along each, and what it would be
 * further along. They are kept with the run in somebody's order.
 */
import type { Pixels, Run } from '../../../../shared/domain'
import { differenceOf, movedTo, positionAlong } from '../../../../shared/explore/along'
import type { Output } from '../../../../shared/ipc'
import { Jobs, type Wire } from '../../jobs.svelte'
import { problemWords, toasts } from '../../toasts.svelte'
import { wasCancelled } from '../../transport'
import type { Pin } from '../explore-kept'
import type { Explore } from '../explore.svelte'
import type { Latent } from '../latents'
import { valuesOf, type Knobs } from '../sampling-values'

type Listed = Output<'listDirections'>
export type Direction = Listed['directions'][number]

/** A latent with what else its picture is drawn from. */
type Pinned = Pick<Pin, 'latent' | 'knobs'>

/** Where the pictures of a strip stand, in deviations from the middle: each in the middle of its part of the slider. */
export const stops = [-2.4, -1.2, 0, 1.2, 2.4] as const
/** Directions whose strips are drawn at once. */
const atOnce = 12

/** Keys of Explore, and of the window, that mean something already. */
const taken = new Set(['r', 'p', 'f', 'm', 'w', 'h', 'g', 'o'])

export class Directions {
  list = $state.raw<readonly Direction[]>([])
  methods = $state.raw<Listed['methods']>([])
  loaded = $state(false)
  problem = $state<string | null>(null)
  /** Pictures of each direction's stops, by its id. */
  strips = $state.raw<ReadonlyMap<string, Pixels>>(new Map())
  /** The present latent where the directions lie; null while that is being found out. */
  base = $state.raw<Latent | null>(null)
  /** What choices have to be for latents to lie there. */
  #space: Knobs = {}
  /** Of what is asked anew with every move: only the newest answer counts. */
  readonly #turns = { base: 0, strips: 0 }
  readonly jobs: Jobs

  constructor(
    private readonly run: Pick<Run, 'id' | 'latent' | 'inputs'>,
    private readonly explore: Explore,
    private readonly wire: Wire
  ) {
    this.jobs = new Jobs(wire)
  }

  async load(): Promise<void> {
    try {
      const { directions, methods, knobs } = await this.wire.request('listDirections', { run: this.run.id })
      this.list = directions
      this.methods = methods
      this.#space = knobs
      this.loaded = true
      this.problem = null
    } catch (problem) {
      this.problem = problemWords(problem)
    }
  }

  /** Finds some, and keeps them after those that somebody has made their own. */
  async find(method: string): Promise<void> {
    this.problem = null
    try {
      const found = await this.jobs.ask('Finding directions', 'findDirections', {
        run: this.run.id,
        epoch: this.explore.epoch ?? undefined,
        method,
        knobs: this.explore.knobs
      })
      const own = this.list.filter(each => each.method !== method || isOwn(each))
      await this.#keep([...own, ...found])
    } catch (problem) {
      if (!wasCancelled(problem)) this.problem = problemWords(problem)
    }
  }

  /** From the middle of some pins to that of others. */
  async addDifference(from: readonly Pinned[], to: readonly Pinned[], foundAt: number): Promise<void> {
    try {
      const difference = differenceOf(await this.#inSpace(from), await this.#inSpace(to))
      if (!difference) return toasts.show('Both groups have the same middle: there is no way between them.')
      const name = `Difference ${this.list.filter(({ method }) => method === 'difference').length + 1}`
      const made = {
        ...difference,
        id: crypto.randomUUID(),
        name,
        method: 'difference',
        share: null,
        foundAt,
        key: null
      }
      await this.#keep([made, ...this.list])
    } catch (problem) {
      this.problem = problemWords(problem)
    }
  }

  rename = (id: string, name: string): Promise<void> => this.#change(id, { name })

  /** @returns why it cannot be that key, in a sentence; null where it is now */
  bind(id: string, key: string | null): string | null {
    if (key !== null && !/^[a-z]$/.test(key)) return 'Choose one of the letters a to z.'
    if (key !== null && taken.has(key)) return `${key.toUpperCase()} means something else in Explore. Choose another.`
    void this.#keep(
      this.list.map(each => (each.id === id ? { ...each, key } : each.key === key ? { ...each, key: null } : each))
    )
    return null
  }

  /** Before another one in the list. */
  move(id: string, by: -1 | 1): Promise<void> {
    const [from, moved] = [this.list.findIndex(each => each.id === id), [...this.list]]
    const to = from + by
    if (from === -1 || to < 0 || to >= moved.length) return Promise.resolve()
    const [one] = moved.splice(from, 1)
    if (one) moved.splice(to, 0, one)
    return this.#keep(moved)
  }

  async remove(id: string): Promise<void> {
    const before = this.list
    const gone = before.find(each => each.id === id)
    if (!gone) return
    await this.#keep(before.filter(each => each !== gone))
    toasts.show(`The direction “${gone.name}” was removed.`, {
      action: { label: 'Undo', run: () => void this.#keep(before) }
    })
  }

  /** Deviations from the middle; null while it is not known. */
  position(direction: Direction): number | null {
    return this.base && positionAlong(this.base, direction)
  }

  /** While a slider moves; `explore.commit` when it is let go. */
  moveTo(direction: Direction, position: number): void {
    if (!this.base) return
    this.base = movedTo(this.base, direction, position)
    this.explore.moveIn(this.base, this.#space)
  }

  step(direction: Direction, by: number): void {
    const now = this.position(direction)
    if (now === null) return
    this.moveTo(direction, now + by)
    this.explore.commit()
  }

  /** The picture on the stage has changed by other means: where it stands now. */
  async follow(latent: Latent, knobs: Knobs, epoch: number | undefined): Promise<void> {
    if (latent === this.base || latent.length === 0) return
    if (this.#isThere(knobs)) {
      this.base = latent
      return
    }
    this.base = null
    const turn = ++this.#turns.base
    try {
      const [found] = await this.#inSpace([{ latent, knobs }], epoch)
      if (turn === this.#turns.base && found) this.base = found
    } catch (problem) {
      if (turn === this.#turns.base) this.problem = problemWords(problem)
    }
  }

  /** What the picture on the stage would be at each stop of each direction. */
  async drawStrips(base: Latent): Promise<void> {
    const turn = ++this.#turns.strips
    const knobs = { ...this.explore.knobs, ...this.#space }
    try {
      for (let first = 0; first < this.list.length; first += atOnce) {
        const some = this.list.slice(first, first + atOnce)
        const latents = some.flatMap(direction => stops.map(stop => movedTo(base, direction, stop)))
        const pixels = await this.explore.drawn(latents, knobs)
        if (turn !== this.#turns.strips) return
        this.strips = new Map([...this.strips, ...some.map((each, i) => [each.id, partOf(pixels, i)] as const)])
      }
    } catch {
      /* The large picture says what is wrong. */
    }
  }

  /** Latents where the directions lie. */
  async #inSpace(pinned: readonly Pinned[], epoch = this.explore.epoch ?? undefined): Promise<Latent[]> {
    if (pinned.every(({ knobs }) => this.#isThere(knobs))) return pinned.map(({ latent }) => latent)
    const inputs = valuesOf(this.run, pinned, undefined)
    return this.wire.request('latentsInSpace', { run: this.run.id, epoch, inputs })
  }

  #isThere = (knobs: Knobs): boolean => Object.entries(this.#space).every(([key, value]) => knobs[key] === value)

  #change = (id: string, change: Partial<Direction>): Promise<void> =>
    this.#keep(this.list.map(each => (each.id === id ? { ...each, ...change } : each)))

  /** Shown at once; where it cannot be kept, what was there before comes back. */
  async #keep(directions: readonly Direction[]): Promise<void> {
    const before = this.list
    this.list = directions
    try {
      await this.wire.request('keepDirections', { run: this.run.id, directions: [...directions] })
    } catch (problem) {
      this.list = before
      toasts.error(problem)
    }
  }
}

/** Somebody has named it, or given it a key. */
const isOwn = ({ name, key }: Direction): boolean => key !== null || !/^[A-Z][a-z]+ \d+$/.test(name)

/** The pictures of one strip. */
function partOf({ width, height, rgba }: Pixels, index: number): Pixels {
  const bytes = stops.length * width * height * 4
  return { count: stops.length, width, height, rgba: rgba.slice(index * bytes, (index + 1) * bytes) }
}
