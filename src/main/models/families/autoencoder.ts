/** An encoder that makes pictures short, and a decoder that makes pictures of what is left: what a model of this family declares. */
import type { Settings } from '../../../shared/domain'
import type { Layer } from '../../engine/layers'
import type { ModelBase } from '../definition'

export interface AutoencoderModel extends ModelBase {
  family: 'autoencoder'
  /** [height, width, channels] → [latent]; of a variational one [2·latent], means and then log variances. */
  encoder: (settings: Settings) => Layer[]
  /** [latent] → [height, width, channels], logits: σ of one is a pixel's brightness, 0 to 1. */
  decoder: (settings: Settings) => Layer[]
  /** Loss of the reconstruction, by id (losses/autoencoders). */
  reconstruction: (settings: Settings) => string
  /** Weight of the divergence of codes from N(0, I), which makes it variational; without it codes are what the encoder says. */
  beta?: (settings: Settings) => number
}

type Derived = 'family' | 'networks' | 'losses' | 'measures' | 'stepFlop' | 'encodes' | 'latentDistribution'

export const defineAutoencoder = (model: Omit<AutoencoderModel, Derived>): AutoencoderModel => ({
  ...model,
  family: 'autoencoder',
  encodes: true,
  latentDistribution: 'normal',
  networks: settings => [
    { name: 'decoder', layers: model.decoder(settings), input: [model.latent(settings)] },
    { name: 'encoder', layers: model.encoder(settings), input: model.image(settings), looks: true }
  ],
  losses: [
    { key: 'reconstruction', label: 'Reconstruction', short: 'Rec' },
    ...(model.beta ? [{ key: 'divergence', label: 'KL divergence', short: 'KL' }] : [])
  ],
  measures: [],
  // Forwards, and backwards by weights and by inputs, each as much; but nobody asks for the gradient by the pictures.
  stepFlop: ([decoder = [], encoder = []], batchSize) => batchSize * (3 * (sum(decoder) + sum(encoder)) - (encoder[0] ?? 0))
})

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
