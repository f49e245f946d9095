/** A walk through the pins, played on Explore's stage: the picture follows it as it follows a hand. */
import type { Run } from '../../../../shared/domain'
import { legs, walkAt, type Easing, type Key } from '../../../../shared/explore/walk'
import { knobsOf } from '../../../../shared/sampling-knobs'
import type { Explore } from '../explore.svelte'

/** Seconds that a frame may have taken at most: a window in the background does not leap when it comes back. */
const longestFrame = 0.25

export class Walk {
  playing = $state(false)
  /** Pictures gone through so far, from 0 at the first pin. */
  place = $state(0)
  secondsEach = $state(2)
  easing = $state<Easing>('even')
  loop = $state(true)
  readonly #numbers: ReadonlySet<string>
  readonly keys: readonly Key[] = $derived.by(() => this.explore.pins)
  readonly most: number = $derived.by(() => Math.max(1, legs(this.keys.length, this)))
  readonly possible: boolean = $derived.by(() => this.keys.length > 1)

  constructor(
    run: Pick<Run, 'inputs'>,
    private readonly explore: Pick<Explore, 'pins' | 'moveIn' | 'commit' | 'mixing'>
  ) {
    this.#numbers = new Set(knobsOf(run).flatMap(({ kind, key }) => (kind === 'number' ? [key] : [])))
  }

  isNumber = (key: string): boolean => this.#numbers.has(key)

  toggle(): void {
    if (this.playing) return this.stop()
    if (!this.possible) return
    if (!this.loop && this.place >= this.most) this.place = 0
    this.playing = true
  }

  /** Where it is when it stops can be undone in one step. */
  stop(): void {
    if (!this.playing) return
    this.playing = false
    this.explore.commit()
  }

  goTo(place: number): void {
    if (!this.possible) return
    this.place = place
    const { latent, knobs } = walkAt(this.keys, place, { ...this.#how, isNumber: this.isNumber })
    this.explore.moveIn(latent, knobs)
  }

  /** Makes where it stands one step that can be undone. */
  commit(): void {
    if (!this.playing) this.explore.commit()
  }

  /** @param seconds since the last frame */
  tick(seconds: number): void {
    if (!this.playing) return
    if (!this.possible) return this.stop()
    const next = this.place + Math.min(longestFrame, seconds) / this.secondsEach
    if (this.loop) return this.goTo(next % this.most)
    this.goTo(Math.min(next, this.most))
    if (next >= this.most) this.stop()
  }

  get #how() {
    return { easing: this.easing, loop: this.loop, way: 'spherical' as const }
  }
}
