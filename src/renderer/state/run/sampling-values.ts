/** Latents and knobs as `generate` takes them, and one picture out of its answer. */
import type { Condition, Pixels, Run } from '../../../shared/domain'
import type { SamplingValues } from '../../../shared/sampling-inputs'
import { initialValue, knobsOf, latentInputOf, pictureOf as pictureInputOf } from '../../../shared/sampling-knobs'
import type { Latent } from './latents'

/** Of the numbers and choices that the run declares beside its latent, by key. */
export type Knobs = Readonly<Record<string, number>>

/** As `generate` takes them: the latent that the sliders move, the knobs, and the picture where there is one. */
export function valuesOf(
  run: Pick<Run, 'inputs'>,
  wanted: readonly { latent: Latent; knobs: Knobs }[],
  of: Condition | undefined
): SamplingValues {
  const [picture, latents] = [pictureInputOf(run), latentInputOf(run)]
  return {
    ...(latents ? { [latents.key]: wanted.map(({ latent }) => [...latent]) } : {}),
    ...Object.fromEntries(
      knobsOf(run).map(knob => [knob.key, wanted.map(({ knobs }) => knobs[knob.key] ?? initialValue(knob))])
    ),
    ...(picture && of ? { [picture.key]: of } : {})
  }
}

/** One picture out of several. */
export function pictureOf({ width, height, rgba }: Pixels, index: number): Pixels {
  const bytes = width * height * 4
  return { count: 1, width, height, rgba: rgba.slice(index * bytes, (index + 1) * bytes) }
}
