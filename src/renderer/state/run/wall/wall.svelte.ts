/** A wall of samples: which are there, in which order, and their pictures, drawn as they come into sight. */
import { SvelteSet } from 'svelte/reactivity'
import type { Pixels, Run } from '../../../../shared/domain'
import { asTrained, type Spread } from '../../../../shared/explore/spread'
import { inOrder, latentAt, mostLiked, seedAt, type Wall, type WallOrder } from '../../../../shared/explore/wall'
import type { Output } from '../../../../shared/ipc'
import { latentInputOf } from '../../../../shared/sampling-knobs'
import { Jobs, type Wire } from '../../jobs.svelte'
import { problemWords } from '../../toasts.svelte'
import { wasCancelled } from '../../transport'
import type { Explore } from '../explore.svelte'
import type { Latent } from '../latents'
import { pictureOf } from '../sampling-values'

/** Samples that are compared where they are sorted or mapped. */
export const compared = 256
/** Pictures in one request, and those that are kept. */
const atOnce = 32
const mostKept = 2048
/** As far as one scrolls. */
export const mostPlaces = 100_000

export class WallOfSamples {
  seed = $state(1)
  spread = $state.raw<Spread>(asTrained)
  more = $state.raw<readonly Latent[]>([])
  fewer = $state.raw<readonly Latent[]>([])
  order = $state<WallOrder>('drawn')
  /** Where the keyboard is, among what is shown. */
  active = $state(0)
  readonly rejected = new SvelteSet<number>()
  problem = $state<string | null>(null)
  /** Counts pictures that have come. */
  version = $state(0)
  readonly jobs: Jobs
  #known = $state.raw<Output<'arrangeSamples'> | null>(null)
  #near: { name: string; file: Uint8Array<ArrayBuffer> } | null = null
  readonly #pictures = new Map<number, Pixels>()
  #wanted: readonly number[] = []
  #busy = false
  /** Of what is on the wall; what was drawn of another one is not shown. */
  #turn = 0

  readonly wall: Wall = $derived.by(() => ({
    seed: this.seed,
    spread: this.spread,
    more: this.more.map(each => [...each]),
    fewer: this.fewer.map(each => [...each])
  }))
  readonly map = $derived.by(() => this.#known?.map ?? null)
  readonly scores = $derived.by(() => this.#known?.scores ?? null)
  /** Places on the wall, as they are shown; null: every one, in turn. */
  readonly sorted = $derived.by(() => {
    if (this.order === 'drawn' || !this.#known) return null
    return inOrder(this.order, this.#known.map.length, this.#known)
  })
  readonly length = $derived.by(() => this.sorted?.length ?? mostPlaces)

  constructor(
    private readonly run: Pick<Run, 'id' | 'latent' | 'inputs'>,
    private readonly explore: Pick<Explore, 'drawn' | 'epoch' | 'knobs'>,
    wire: Wire
  ) {
    this.jobs = new Jobs(wire)
  }

  /** Which sample stands there. */
  placeOf = (index: number): number => this.sorted?.[index] ?? index
  seedOf = (index: number): number => seedAt(this.wall, this.placeOf(index))
  pictureAt = (place: number): Pixels | undefined => this.#pictures.get(place)

  latentOf(index: number): Latent {
    const input = latentInputOf(this.run)
    return input ? latentAt(this.wall, input, this.placeOf(index)) : []
  }

  /** Another wall, or another checkpoint: nothing that was drawn or found holds any more. */
  renew(change: () => void = () => {}): void {
    change()
    this.#turn++
    this.#pictures.clear()
    this.rejected.clear()
    this.#known = null
    this.active = 0
    this.version++
    if (this.order !== 'drawn') void this.compare()
    else void this.#draw()
  }

  like(index: number): void {
    const latent = this.latentOf(index)
    this.renew(() => {
      this.more = [...this.more, latent].slice(-mostLiked)
    })
  }

  dislike(index: number): void {
    const latent = this.latentOf(index)
    this.renew(() => {
      this.fewer = [...this.fewer, latent].slice(-mostLiked)
    })
  }

  /** As seeds have it, liking nothing. */
  forget(): void {
    this.renew(() => {
      this.more = []
      this.fewer = []
    })
  }

  reject(index: number): void {
    const place = this.placeOf(index)
    if (!this.rejected.delete(place)) this.rejected.add(place)
  }

  sortBy(order: WallOrder): void {
    this.order = order
    this.active = 0
    if (order !== 'drawn' && !inOrder(order, 0, this.#known ?? { scores: null, novelty: [], nearness: null }))
      this.#known = null
    if (order !== 'drawn' && !this.#known) void this.compare()
  }

  /** Sorted by how near they are to a picture. */
  nearTo(near: { name: string; file: Uint8Array<ArrayBuffer> }): void {
    this.#near = near
    this.#known = null
    this.sortBy('nearness')
  }

  get hasNear(): boolean {
    return this.#near !== null
  }

  /** Compares the first samples with one another, unless that was done. */
  async compare(): Promise<void> {
    if (this.#known || this.jobs.list.length > 0) return
    const turn = this.#turn
    this.problem = null
    const { run, explore } = this
    try {
      const found = await this.jobs.ask('Comparing samples', 'arrangeSamples', {
        ...{ run: run.id, epoch: explore.epoch ?? undefined, wall: this.wall, count: compared },
        ...{ knobs: { ...explore.knobs }, near: this.#near ?? undefined }
      })
      if (turn === this.#turn) this.#known = found
    } catch (problem) {
      if (turn !== this.#turn) return
      this.order = 'drawn'
      if (!wasCancelled(problem)) this.problem = problemWords(problem)
    }
  }

  /** Places whose pictures are in sight: the newest wish is served first, what is out of sight not at all. */
  see(indices: readonly number[]): void {
    this.#wanted = indices.map(this.placeOf)
    void this.#draw()
  }

  async #draw(): Promise<void> {
    if (this.#busy) return
    this.#busy = true
    try {
      for (;;) {
        const turn = this.#turn
        const places = this.#wanted.filter(place => !this.#pictures.has(place)).slice(0, atOnce)
        if (places.length === 0) return
        const input = latentInputOf(this.run)
        if (!input) return
        const pixels = await this.explore.drawn(places.map(place => latentAt(this.wall, input, place)))
        if (turn !== this.#turn) continue
        places.forEach((place, i) => this.#pictures.set(place, pictureOf(pixels, i)))
        for (const place of this.#pictures.keys()) {
          if (this.#pictures.size <= mostKept) break
          if (!this.#wanted.includes(place)) this.#pictures.delete(place)
        }
        this.version++
      }
    } catch (problem) {
      if (!wasCancelled(problem)) this.problem = problemWords(problem)
      this.#wanted = []
    } finally {
      this.#busy = false
    }
  }
}
