/**
 * The training program of a GAN: one step of the game, sampling, all in plain tfjs. Which layers, which loss and which
 * numbers come from the model's definition.
 */
import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import type { ImageShape, Settings } from '../../shared/domain'
import { findLoss } from '../losses'
import type { ModelDefinition } from '../models/definition'
import { Adam } from './adam'
import type { StepContext } from './layers/layer'
import { Network } from './network'
import type { Ops } from './ops'
import { StepRandom } from './random'
import { fused } from './tensorflow/fused'
import { pixels, type Table, type Method, type ProgramDefinition } from './tensorflow/program'
import type { Precision } from './tensorflow/recorder'
import { tf } from './tensorflow/tf'

export interface GanOptions {
  model: ModelDefinition
  settings: Settings
  seed: number
  batchSize: number
  /** Pictures to sample at once. */
  sampleCount: number
  /** The dataset, height × width × channels bytes a row: inside the program, or fed batch by batch where null. */
  table: Table | null
  /** Fused kernels by default; plain tfjs to compare with. */
  ops?: Ops
}

export interface Gan {
  definition: ProgramDefinition
  generator: Network
  discriminator: Network
  image: ImageShape
  latent: number
  dispose: () => void
}

/**
 * Methods:
 * - `step` {step: int32 [], indices: int32 [batch]} (or `pixels`: uint8 [batch, height·width·channels] without a table)
 *   → losses: float32 [2], discriminator's then generator's. `step` counts the steps done before.
 * - `sample` {latents: float32 [sampleCount, latent]} → pixels: int32 [sampleCount, height, width, channels], 0 to 255.
 */
export function buildGan(options: GanOptions): Gan {
  const { model, settings, seed, batchSize, sampleCount, table } = options
  const image = model.image(settings)
  const latent = model.latent(settings)
  const generator = new Network('generator', model.generator(settings), [latent], seed)
  const discriminator = new Network('discriminator', model.discriminator(settings), image, seed)
  const loss = findLoss(model.loss)
  const generatorAdam = new Adam(generator.weights, model.adam(settings))
  const discriminatorAdam = new Adam(discriminator.weights, model.adam(settings))
  const precision: Precision = settings.precision === 'bfloat16' ? 'bfloat16' : 'float32'
  const size = image[0] * image[1] * image[2]

  /** One update of D, then one of G, each on fresh latents (Goodfellow et al. 2014, algorithm 1 with k = 1). */
  const step = (real: Tensor, done: Tensor): Tensor => {
    const before = tf.cast(done, 'float32')
    const update = tf.add(before, 1)
    const context: StepContext = { tf, ops: options.ops ?? fused, training: true, random: new StepRandom(seed, done), step: before }
    const latents = () => drawLatents(context, [batchSize, latent], model.latentDistribution)

    const label = model.realLabel ?? 1
    const realLoss = () => loss.real(tf, discriminator.apply(real, context), label)
    const fakeLoss = () => loss.fake(tf, discriminator.apply(generator.apply(latents(), context), context))
    /** Both halves; in one pass where D looks at each picture by itself, which is the same and faster. */
    const bothLosses = () => {
      if (discriminator.couplesBatch) return tf.mul(tf.add(realLoss(), fakeLoss()), 0.5)
      const logits = discriminator.apply(tf.concat([real, generator.apply(latents(), context)]), context)
      const [ofReal, ofFake] = tf.split(logits, 2) as [Tensor, Tensor]
      return tf.mul(tf.add(loss.real(tf, ofReal, label), loss.fake(tf, ofFake)), 0.5)
    }
    const learn = (objective: () => Tensor, count: Tensor): Tensor => {
      const { value, grads } = tf.variableGrads(() => scalar(objective()), discriminator.trainable)
      discriminatorAdam.apply(grads, count)
      return value
    }
    const dLoss = model.discriminatorUpdates === 'separate'
      ? tf.mul(tf.add(learn(realLoss, tf.add(tf.mul(before, 2), 1)), learn(fakeLoss, tf.add(tf.mul(before, 2), 2))), 0.5)
      : learn(bothLosses, update)

    const g = tf.variableGrads(() => scalar(loss.generator(tf, discriminator.apply(generator.apply(latents(), context), context))), generator.trainable)
    generatorAdam.apply(g.grads, update)
    return tf.stack([dLoss, g.value])
  }

  const batch = (bytes: Tensor): Tensor => tf.sub(tf.div(tf.reshape(bytes, [batchSize, ...image]), 127.5), 1)
  const train: Method = table
    ? {
        inputs: { step: { shape: [], dtype: 'int32' }, indices: { shape: [batchSize], dtype: 'int32' } },
        precision,
        run: inputs => ({ losses: step(batch(table.gather(wanted(inputs, 'indices'))), wanted(inputs, 'step')) })
      }
    : {
        inputs: { step: { shape: [], dtype: 'int32' }, pixels: { shape: [batchSize, size], dtype: 'uint8' } },
        precision,
        run: inputs => ({ losses: step(batch(pixels(wanted(inputs, 'pixels'))), wanted(inputs, 'step')) })
      }

  return {
    definition: {
      variables: new Map([
        ...[...generator.weights, ...discriminator.weights].map(({ name, variable }) => [name, variable] as const),
        ...generatorAdam.state, ...discriminatorAdam.state
      ]),
      tables: table ? [table] : [],
      methods: { step: train, sample: sampleMethod(generator, latent, sampleCount) }
    },
    generator, discriminator, image, latent,
    dispose: () => { for (const part of [generator, discriminator, generatorAdam, discriminatorAdam]) part.dispose() }
  }
}

/** latents: float32 [count, latent] → pixels: int32 [count, height, width, channels]; the generator as it is when sampling. */
export function sampleMethod(generator: Network, latent: number, count: number): Method {
  return {
    inputs: { latents: { shape: [count, latent], dtype: 'float32' } },
    run: inputs => {
      const done = tf.scalar(0, 'int32')
      const images = generator.apply(wanted(inputs, 'latents'), { tf, ops: fused, training: false, random: new StepRandom(0, done), step: tf.scalar(0) })
      return { pixels: tf.cast(tf.round(tf.clipByValue(tf.mul(tf.add(images, 1), 127.5), 0, 255)), 'int32') }
    }
  }
}

function drawLatents({ random }: StepContext, shape: readonly number[], distribution: ModelDefinition['latentDistribution']): Tensor {
  return distribution === 'normal' ? random.normal(shape) : random.uniform(shape, -1, 1)
}

function wanted(inputs: Record<string, Tensor>, key: string): Tensor {
  const tensor = inputs[key]
  if (!tensor) throw new Error(`The step wants an input ${key}.`)
  return tensor
}

const scalar = (tensor: Tensor) => tensor.asScalar()
