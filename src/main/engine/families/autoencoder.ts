/** The training program of an autoencoder, plain or variational: one step, sampling, reconstruction, all in plain tfjs. */
import type { Tensor } from '@tensorflow/tfjs-core'
import { findReconstruction, klFromNormal } from '../../losses/autoencoders'
import type { AutoencoderModel } from '../../models/families/autoencoder'
import { showsOf } from '../../models/definition'
import { stackRows } from '../../models/gallery'
import { engine, tf } from '../engine'
import { gradientsInParts, type Part } from '../gradients'
import type { StepContext } from '../layers/layer'
import { learn } from '../learn'
import { amplified, LossScale } from '../loss-scale'
import { findRule, Optimiser } from '../optimisers'
import { precisionOf, updateOptions } from '../options'
import { StepRandom } from '../random'
import { scheduledRate } from '../schedule'
import { keepingFinite } from '../snapshot'
import type { BuildOptions, Built, Family } from './family'
import { Coder } from './coder'
import { examplesIn, pictureStep, sampled } from './methods'

/** Losses of a step: the reconstruction's, and a variational one's divergence, without its weight β. */
export function buildAutoencoder(options: BuildOptions<AutoencoderModel>): Built & { coder: Coder } {
  const { model, settings, seed, batchSize, sampleCount } = options
  const coder = new Coder(model, settings, seed, options.frozen)
  const { encoder, decoder, codes, image, latent } = coder
  const loss = findReconstruction(model.reconstruction(settings))
  const beta = model.beta?.(settings) ?? 0
  const update = updateOptions(settings)
  const { learningRate, ...numbers } = model.adam(settings)
  const optimiser = new Optimiser(findRule(update.optimiser, { ...numbers, weightDecay: update.weightDecay }), [...encoder.weights, ...decoder.weights])
  const parts = Math.min(batchSize, Math.max(update.accumulate, options.parts ?? 1))
  const precision = precisionOf(settings)
  const scale = precision === 'float16' ? new LossScale('autoencoder', engine().precisions.includes(precision)) : null

  /** One update of both networks together, on −log p(x|z) + β·KL, or on the reconstruction alone. */
  const step = (real: Tensor, _labels: Tensor | null, done: Tensor): Record<string, Tensor> => {
    const before = tf.cast(done, 'float32')
    const context: StepContext = { tf, ops: options.ops ?? engine().ops, training: true, random: new StepRandom(seed, done), step: before, labels: null }
    const noise = codes ? null : context.random.normal([batchSize, latent])
    // Gradients forget everything that is not kept.
    const kept = { losses: [] as Tensor[], codes: [] as Tensor[] }
    const objective = (part: Part): Tensor => {
      const pictures = part.of(real)
      const { mean, logVariance } = coder.code(pictures, context)
      // z = μ + σ·ε (Kingma and Welling 2014, section 2.4): the draw is no obstacle to the gradient.
      const z = noise && logVariance ? tf.add(mean, tf.mul(tf.exp(tf.div(logVariance, 2)), part.of(noise))) : mean
      const reconstruction = loss.loss(tf, decoder.apply(z, context), tf.div(tf.add(pictures, 1), 2))
      const divergence = logVariance && klFromNormal(tf, mean, logVariance)
      kept.losses.push(tf.keep(tf.mul(tf.stack([reconstruction, ...(divergence ? [divergence] : [])]), part.size / batchSize)))
      if (codes) kept.codes.push(tf.keep(tf.clone(mean)))
      return amplified(divergence ? tf.add(reconstruction, tf.mul(divergence, beta)) : reconstruction, scale).asScalar()
    }
    const { grads } = gradientsInParts(objective, [...encoder.trainable, ...decoder.trainable], batchSize, parts)
    const rate = scheduledRate(update.schedule, learningRate, before, options.totalSteps ?? 1)
    const overflow = learn(optimiser, grads, scale, { count: tf.add(before, 1), rate }, update.clipNorm)
    codes?.update(tf.concat(kept.codes), before)
    const losses = tf.addN(kept.losses)
    tf.dispose([...kept.losses, ...kept.codes])
    return { losses, ...(overflow ? { overflow } : {}) }
  }
  const statistics = [...encoder.statistics, ...decoder.statistics, ...codes?.variables.values() ?? []]
  const finiteStep: typeof step = (...inputs) => (scale?.active ? keepingFinite(statistics, () => step(...inputs)) : step(...inputs))

  const pictures = showsOf(model, settings) === 'reconstructions' ? sampleCount / 2 : 0
  return {
    definition: {
      variables: new Map([...coder.variables, ...optimiser.state, ...scale?.variables ?? []]),
      tables: options.table ? [options.table] : [],
      methods: {
        step: pictureStep({ ...options, image, precision, step: finiteStep }),
        sample: coder.sample(sampleCount),
        ...(pictures > 0 ? { reconstruct: coder.reconstruct(pictures) } : {})
      }
    },
    networks: [decoder, encoder], coder, image, latent, parts,
    measure: () => ({}),
    gallery: pictures > 0 ? reconstructed(image) : sampled(image),
    dispose: () => { for (const part of [coder, optimiser, scale]) part?.dispose() }
  }
}

/** Training pictures in rows, and below each row what became of them. */
const reconstructed = (shape: Built['image']): Built['gallery'] => async (program, { pictures, sampleCount, sampleColumns }) => {
  const originals = examplesIn(pictures)
  const { pixels } = await program.run('reconstruct', { pixels: originals })
  const columns = sampleColumns ?? sampleCount / 2
  return { count: sampleCount, shape, columns, pixels: stackRows([originals, Uint8Array.from(pixels ?? [])], columns, shape[0] * shape[1] * shape[2]) }
}

export const autoencoder: Family<AutoencoderModel> = {
  build: buildAutoencoder,
  drawer: (model, settings) => {
    const coder = new Coder(model, settings, 0)
    return { variables: coder.variables, sample: count => coder.sample(count), encode: count => coder.encode(count), dispose: () => { coder.dispose() } }
  }
}
