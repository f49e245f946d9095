/**
 * Of what a run's pictures are drawn from, what a control or a word sets: pure, for the window and the studio alike.
 */
import type { Condition } from './pictures'
import type { SamplingInput, SamplingInputOf, SamplingValue } from './sampling-inputs'

/** What is set by hand beside latents and pictures: numbers, and places of choices. */
export type Knob = SamplingInputOf<'choice'> | SamplingInputOf<'number'>

export const isCondition = (value: SamplingValue): value is Condition =>
  typeof value === 'object' && !Array.isArray(value)

export const isKnob = (input: SamplingInput): input is Knob => input.kind === 'choice' || input.kind === 'number'

interface Sampled {
  inputs: readonly SamplingInput[]
}

export const knobsOf = ({ inputs }: Sampled): Knob[] => inputs.filter(isKnob)
export const choicesOf = ({ inputs }: Sampled): SamplingInputOf<'choice'>[] =>
  inputs.filter(input => input.kind === 'choice')
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
export const initialValue = (knob: Knob): number => (knob.kind === 'choice' ? 0 : knob.default)

/** Whether a value can be set. */
export const fitsKnob = (knob: Knob, value: number): boolean =>
  knob.kind === 'choice'
    ? Number.isInteger(value) && value >= 0 && value < knob.choices.length
    : value >= knob.min && value <= knob.max

/** What can be set, for a sentence: "0 (cats), 1 (dogs)"; "0 to 1". */
export const rangeWords = (knob: Knob): string =>
  knob.kind === 'choice' ? knob.choices.map((name, i) => `${i} (${name})`).join(', ') : `${knob.min} to ${knob.max}`
