/** Pictures that a walk goes through: those on the stage, or drawn by a seed. */
import type { Run } from '../../../shared/domain'
import type { Key } from '../../../shared/explore/walk'
import { drawLatents } from '../../../shared/random'
import type { SamplingValues } from '../../../shared/sampling-inputs'
import { initialValue, isCondition, knobsOf } from '../../../shared/sampling-knobs'
import { countOf, eachLatent, latentOf } from '../explore/asked'

/** Of a seed, everything beside their latents as nobody has set it. @throws StudioError bad-input without latents */
export function drawnKeys(run: Run, seed: number, count: number): Key[] {
  const { size, distribution } = latentOf(run)
  const knobs = Object.fromEntries(knobsOf(run).map(knob => [knob.key, initialValue(knob)]))
  return eachLatent(drawLatents(seed, count, size, distribution), size).map(latent => ({ latent, knobs }))
}

/** Each of the pictures on the stage. @throws StudioError bad-input without latents */
export function stagedKeys(run: Run, inputs: SamplingValues): Key[] {
  const { key } = latentOf(run)
  const latents = inputs[key]
  const at = (value: SamplingValues[string] | undefined, i: number): number | undefined => {
    const own = Array.isArray(value) ? value[i] : value
    return typeof own === 'number' ? own : undefined
  }
  return Array.from({ length: countOf(inputs) }, (_, i) => {
    const latent = Array.isArray(latents) ? latents[i] : undefined
    return {
      latent: Array.isArray(latent) ? latent : [],
      knobs: Object.fromEntries(knobsOf(run).map(knob => [knob.key, at(inputs[knob.key], i) ?? initialValue(knob)]))
    }
  })
}

/** As pictures are asked for; of what is on the stage, the picture that others are made of. */
export function valuesOfKey(run: Run, { latent, knobs }: Key, staged: SamplingValues = {}): SamplingValues {
  const pictures = Object.entries(staged).filter(([, value]) => isCondition(value))
  return { ...Object.fromEntries(pictures), ...knobs, [latentOf(run).key]: [[...latent]] }
}
