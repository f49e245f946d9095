/**
 * Of what a run's pictures are drawn from, what a control or a word sets: pure, for the window and the studio alike.
 */
import type { Condition } from './pictures'
import type { SamplingInput, SamplingInputOf, SamplingValue } from './sampling-inputs'

/** Largest seed. */
export const mostSeed = 2_147_483_647

/** What is set by hand beside latents and pictures: numbers, seeds, and places of choices. */
export type Knob = SamplingInputOf<'choice'> | SamplingInputOf<'number'> | SamplingInputOf<'seed'>

export const isCondition = (value: SamplingValue): value is Condition =>
  typeof value === 'object' && !Array.isArray(value)

export const isKnob = (input: SamplingInput): input is Knob =>
  input.kind === 'choice' || input.kind === 'number' || input.kind === 'seed'

interface Sampled {
  inputs: readonly SamplingInput[]
}

export const knobsOf = ({ inputs }: Sampled): Knob[] => inputs.filter(isKnob)
export const choicesOf = ({ inputs }: Sampled): SamplingInputOf<'choice'>[] =>
  inputs.filter(input => input.kind === 'choice')
/** The latent that sliders move; undefined where nothing is drawn from latents. */
export const latentInputOf = ({ inputs }: Sampled): SamplingInputOf<'latent'> | undefined =>
  inputs.find(input => input.kind === 'latent')
/** What it makes pictures of, where it makes them of pictures. */
export const pictureOf = ({ inputs }: Sampled): SamplingInputOf<'picture'> | undefined =>
  inputs.find(input => input.kind === 'picture')

/** Key of the choice between the two ways of what translates both. */
export const directionKey = 'direction'

/** "photos → paintings", and the way back; null where it has not both. */
export function directionsOf(run: Sampled): readonly [there: string, back: string] | null {
  const [there, back] = choicesOf(run).find(({ key }) => key === directionKey)?.choices ?? []
  return there === undefined || back === undefined ? null : [there, back]
}

/** Where nobody has set it. */
export const initialValue = (knob: Knob): number => knob.default ?? 0

/** By the names of their groups, in their order; those without one under ''. */
export const knobGroups = (sampled: Sampled): ReadonlyMap<string, Knob[]> =>
  Map.groupBy(knobsOf(sampled), ({ group = '' }) => group)

/** The smallest and the largest value that can be set. */
const boundsOf = (knob: Knob): [least: number, most: number] => {
  if (knob.kind === 'number') return [knob.min, knob.max]
  return [0, knob.kind === 'choice' ? knob.choices.length - 1 : mostSeed]
}

/** Whether a value can be set. */
export function fitsKnob(knob: Knob, value: number): boolean {
  const [least, most] = boundsOf(knob)
  return value >= least && value <= most && (knob.kind === 'number' || Number.isInteger(value))
}

/** What can be set, for a sentence: "0 (cats), 1 (dogs)"; "0 to 1". */
export const rangeWords = (knob: Knob): string =>
  knob.kind === 'choice' ? knob.choices.map((name, i) => `${i} (${name})`).join(', ') : boundsOf(knob).join(' to ')
