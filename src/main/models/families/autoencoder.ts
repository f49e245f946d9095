/**
 * An encoder that makes pictures short, and a decoder that makes pictures of what is left: a model of what its file
 * declares.
 */
import type { Settings } from '../../../shared/domain'
import { chain, type Layer } from '../../layers'
import type { ModelDefinition } from '../definition'
import { latentsInput } from '../sampling'
import { plainPhase, plainSampling, variationalPhase, variationalSampling } from './autoencoder-phase'
import { codeState } from './code-statistics'

type Derived = 'networks' | 'phases' | 'state' | 'sampling' | 'losses' | 'measures' | 'stepFlop' | 'latentDistribution'

export interface AutoencoderDeclaration extends Omit<ModelDefinition, Derived> {
  /** [height, width, channels] → [latent]; for a variational one [2·latent], means and then log variances. */
  encoder: (settings: Settings) => Layer[]
  /** [latent] → [height, width, channels], logits: σ of one is a pixel's brightness, 0 to 1. */
  decoder: (settings: Settings) => Layer[]
  /** The reconstruction's loss, by id (losses/reconstruction). */
  reconstruction: (settings: Settings) => string
  /**
   * Weight of the divergence of codes from N(0, I), which makes it variational; without it, codes are the encoder's
   * output as it is.
   */
  beta?: (settings: Settings) => number
}

export function defineAutoencoder({
  encoder,
  decoder,
  reconstruction,
  beta,
  ...model
}: AutoencoderDeclaration): ModelDefinition {
  return {
    ...model,
    latentDistribution: 'normal',
    networks: s => ({
      decoder: { inputs: [[model.latent(s)]], build: chain(...decoder(s)) },
      encoder: { inputs: [model.image(s)], build: chain(...encoder(s)), looksAtPictures: true }
    }),
    phases: s => [beta ? variationalPhase(model.latent(s), reconstruction(s), beta(s)) : plainPhase(reconstruction(s))],
    state: s => (beta ? {} : codeState(model.latent(s))),
    sampling: {
      inputs: s => [latentsInput(model.latent(s), 'normal')],
      ...(beta ? variationalSampling : plainSampling)
    },
    losses: [
      { key: 'reconstruction', label: 'Reconstruction', short: 'Rec' },
      ...(beta ? [{ key: 'divergence', label: 'KL divergence', short: 'KL' }] : [])
    ],
    measures: [],
    // Forwards, and backwards by weights and by inputs, each as much; but nobody asks for the gradient by the pictures.
    stepFlop: ({ decoder: d = [], encoder: e = [] }, batchSize) => batchSize * (3 * (sum(d) + sum(e)) - (e[0] ?? 0))
  }
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
