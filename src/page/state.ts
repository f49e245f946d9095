/** What is drawn: latents by a seed or moved by hand, and a number for each other input. */
import { drawLatents } from '../shared/random'
import type { PageFacts } from '../shared/page'
import { initialValue, isKnob } from '../shared/sampling-knobs'
import type { SamplingInput } from '../shared/sampling-inputs'
import type { Given } from './interpret'

export type Latent = Extract<SamplingInput, { kind: 'latent' }>

export class Picture {
  seed = 1
  /** By key. */
  readonly latents = new Map<string, Float32Array>()
  readonly values = new Map<string, number>()
  /** height × width × channels from −1 to 1, of a model that makes pictures of pictures. */
  given: Float32Array | null = null

  constructor(readonly facts: PageFacts) {
    for (const input of facts.inputs) if (isKnob(input)) this.values.set(input.key, initialValue(input))
    this.draw(this.seed)
  }

  get latentInputs(): Latent[] {
    return this.facts.inputs.filter(input => input.kind === 'latent')
  }

  /** The latents of a seed, the same as in the studio. */
  draw(seed: number): void {
    this.seed = seed
    for (const { key, size, distribution } of this.latentInputs)
      this.latents.set(key, drawLatents(seed, 1, size, distribution))
  }

  /** As the graph takes it. */
  inputs(): Given {
    const given: Record<string, Float32Array | Int32Array> = {}
    for (const { name, dtype, shape } of this.facts.graph.inputs) {
      const input = this.facts.inputs.find(({ key }) => key === name)
      const value = this.values.get(name) ?? 0
      if (input?.kind === 'latent') given[name] = this.latents.get(name) ?? new Float32Array(input.size)
      else if (input?.kind === 'picture') given[name] = this.given ?? new Float32Array(sizeOf(shape)).fill(-1)
      else if (input?.kind === 'seed' && input.latent)
        given[name] = drawLatents(value, 1, input.latent.size, input.latent.distribution)
      else given[name] = dtype === 'int32' ? Int32Array.of(value) : Float32Array.of(value)
    }
    return given
  }
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1)
