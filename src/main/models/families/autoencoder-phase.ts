/** How autoencoders are trained and sampled from: one phase that moves both networks together. */
import type { Tensor } from '@tensorflow/tfjs-core'
import { tf } from '../../tensors/tf'
import { klFromNormal } from '../../losses/kl'
import { reconstructionLosses } from '../../losses/reconstruction'
import type { Phase } from '../phase'
import type { Sampling } from '../sampling'
import { codesOf, latentsOf, updateCodeStatistics } from './code-statistics'

type Coder = 'encoder' | 'decoder'

/** [−1, 1] → [0, 1]. */
const brightness = (pictures: Tensor): Tensor => tf.div(tf.add(pictures, 1), 2)
/** Logits as pictures in [−1, 1]: 2·σ(l) − 1 is tanh(l/2). */
const pictures = (logits: Tensor): Tensor => tf.tanh(tf.div(logits, 2))
/** [batch, 2·latent] → two of [batch, latent]. */
const meanAndLogVariance = (output: Tensor): [mean: Tensor, logVariance: Tensor] =>
  tf.split(output, 2, 1) as [Tensor, Tensor]

/** The reconstruction's loss alone (Hinton and Salakhutdinov 2006). */
export const plainPhase = (reconstruction: string): Phase<Coder> => ({
  name: 'reconstruction',
  trains: ['encoder', 'decoder'],
  loss: ({ image }, { encoder, decoder }, { record }) => {
    const codes = encoder(image)
    record({ codes })
    return reconstructionLosses.find(reconstruction).loss(decoder(codes), brightness(image))
  },
  after: (recorded, { state, step }) => {
    updateCodeStatistics(recorded('codes'), state, step)
  }
})

/** −log p(x|z) + β·KL(q(z|x) ‖ N(0, I)), z drawn from the encoder's q (Kingma and Welling 2014). */
export const variationalPhase = (latent: number, reconstruction: string, beta: number): Phase<Coder> => ({
  name: 'evidence',
  trains: ['encoder', 'decoder'],
  loss: ({ image }, { encoder, decoder }, { draw, report }) => {
    const [mean, logVariance] = meanAndLogVariance(encoder(image))
    // z = μ + σ·ε (section 2.4): the draw is no obstacle to the gradient.
    const z = tf.add(mean, tf.mul(tf.exp(tf.div(logVariance, 2)), draw.normal('latents', [latent])))
    const error = reconstructionLosses.find(reconstruction).loss(decoder(z), brightness(image))
    const divergence = klFromNormal(mean, logVariance)
    report({ reconstruction: error, divergence })
    return tf.add(error, tf.mul(divergence, beta))
  }
})

export const plainSampling: Omit<Sampling<Coder>, 'inputs'> = {
  networks: ['decoder', 'encoder'],
  draw: ({ decoder }, input, state) => pictures(decoder(codesOf(input('latents'), state))),
  encode: ({ encoder }, images, state) => latentsOf(encoder(images), state)
}

/** A latent is a code, and that of a picture its mean. */
export const variationalSampling: Omit<Sampling<Coder>, 'inputs'> = {
  networks: ['decoder', 'encoder'],
  draw: ({ decoder }, input) => pictures(decoder(input('latents'))),
  encode: ({ encoder }, images) => meanAndLogVariance(encoder(images))[0]
}
