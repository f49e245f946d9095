/** What of Explore is kept between starts. */
import type { Run } from '../../../shared/domain'
import { fitsKnob, initialValue, knobsOf } from '../../../shared/sampling-knobs'
import type { Json } from '../preferences.svelte'
import { rounded, zeros, type Latent } from './latents'
import type { Knobs } from './sampling-values'

/** On the way between two pins. */
export interface Mixing {
  from: number
  to: number
  amount: number
}

/** What can be gone back to. */
export interface Present {
  latent: Latent
  knobs: Knobs
}

/** What is to be drawn, of which checkpoint. */
export interface Wish extends Present {
  epoch: number | undefined
}

export const mostPins = 24

export interface Pin {
  id: number
  latent: Latent
  knobs: Knobs
}
export interface Kept {
  latent: number[]
  knobs: Knobs
  /** The last one that was drawn from. */
  seed: number
  /** The latent is that seed's. */
  seeded: boolean
  smooth: boolean
  sliders: 'directions' | 'numbers'
  epoch: number | null
  pair: number
  pins: { latent: number[]; knobs: Knobs }[]
}

/** Whose present state is kept. */
interface Keeping extends Omit<Kept, 'latent' | 'seeded' | 'pair' | 'pins'> {
  latent: Latent
  shownSeed: number | null
  condition: { pair: number | null } | null
  pins: readonly Pin[]
}

/** What is kept. */
export const keptOf = (explore: Keeping): Json => ({
  latent: rounded(explore.latent),
  knobs: explore.knobs,
  seed: explore.seed,
  seeded: explore.shownSeed !== null && explore.shownSeed === explore.seed,
  smooth: explore.smooth,
  sliders: explore.sliders,
  epoch: explore.epoch,
  pair: explore.condition?.pair ?? 0,
  pins: explore.pins.map(({ latent, knobs }) => ({ latent: rounded(latent), knobs }))
})

/** What was kept, or the beginning, where it does not fit this run. */
export function keptFrom(kept: Json | undefined, run: Pick<Run, 'latent' | 'inputs'>): Kept {
  const size = run.latent
  const from = typeof kept === 'object' && kept !== null && !Array.isArray(kept) ? kept : {}
  const latent = (value: Json | undefined): number[] | null =>
    Array.isArray(value) &&
    value.length === size &&
    value.every(entry => typeof entry === 'number' && Number.isFinite(entry))
      ? (value as number[])
      : null
  const knobs = (value: Json | undefined): Knobs => {
    const set = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {}
    return Object.fromEntries(
      knobsOf(run).map(knob => {
        const found = set[knob.key]
        return [knob.key, typeof found === 'number' && fitsKnob(knob, found) ? found : initialValue(knob)]
      })
    )
  }
  const pinFrom = (pin: Json): Kept['pins'] => {
    const { latent: numbers, knobs: set } =
      typeof pin === 'object' && pin !== null && !Array.isArray(pin) ? pin : { latent: pin, knobs: {} }
    const fits = latent(numbers)
    return fits ? [{ latent: fits, knobs: knobs(set) }] : []
  }
  const pins = Array.isArray(from.pins) ? from.pins.flatMap(pinFrom) : []
  return {
    latent: latent(from.latent) ?? [...zeros(size)],
    knobs: knobs(from.knobs),
    seed: typeof from.seed === 'number' ? from.seed : 1,
    seeded: from.seeded === true && latent(from.latent) !== null,
    smooth: from.smooth === true,
    sliders: from.sliders === 'numbers' ? 'numbers' : 'directions',
    epoch: typeof from.epoch === 'number' ? from.epoch : null,
    pair: typeof from.pair === 'number' && Number.isInteger(from.pair) && from.pair >= 0 ? from.pair : 0,
    pins: pins.slice(0, mostPins)
  }
}
