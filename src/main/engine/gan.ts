/**
 * The training program of a GAN: one step of the game, sampling, all in plain tfjs. Which layers, which loss and which
 * numbers come from the model's definition.
 */
import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import type { ImageShape, Settings } from '../../shared/domain'
import { findLoss } from '../losses'
import type { ModelDefinition } from '../models/definition'
import { Average } from './average'
import { clipByGlobalNorm, gradientsInParts, type Part } from './gradients'
import type { StepContext } from './layers/layer'
import { Network } from './network'
import type { Ops } from './ops'
import { gradientPenalty, r1 } from '../regularisers/gradient-penalties'
import { augmented, gameOptions, twiceDifferentiable } from './game'
import { findRule, Optimiser } from './optimisers'
import { updateOptions } from './options'
import { StepRandom } from './random'
import { scheduledRate } from './schedule'
import { pixels, type Table, type Method, type ProgramDefinition } from './program'
import type { Precision } from './tensorflow/recorder'
import { engine, tf } from './engine'

export interface GanOptions {
  model: ModelDefinition
  settings: Settings
  seed: number
  batchSize: number
  /** Pictures to sample at once. */
  sampleCount: number
  /** The dataset, height × width × channels bytes a row: inside the program, or fed batch by batch where null. */
  table: Table | null
  /** Steps of the whole run, which schedules of the learning rate go by. */
  totalSteps?: number
  /** At least so many parts, where the settings' own number needs more memory than there is. */
  parts?: number
  /** The engine's own by default; plain tfjs to compare with. */
  ops?: Ops
}

export interface Gan {
  definition: ProgramDefinition
  generator: Network
  discriminator: Network
  image: ImageShape
  latent: number
  /** Parts in which a batch is worked through, one after another. */
  parts: number
  dispose: () => void
}

/**
 * Methods:
 * - `step` {step: int32 [], indices: int32 [batch]} (or `pixels`: uint8 [batch, height·width·channels] without a table)
 *   → losses: float32 [2], discriminator's then generator's. `step` counts the steps done before.
 *   A batch in parts gives the update of the whole batch, but for batch norm, whose statistics are each part's own.
 * - `sample` {latents: float32 [sampleCount, latent]} → pixels: int32 [sampleCount, height, width, channels], 0 to 255;
 *   by the generator's average where the run keeps one.
 */
export function buildGan(options: GanOptions): Gan {
  const { model, settings, seed, batchSize, sampleCount, table } = options
  const image = model.image(settings)
  const latent = model.latent(settings)
  const generator = new Network('generator', model.generator(settings), [latent], seed)
  const discriminator = new Network('discriminator', model.discriminator(settings), image, seed)
  const game = gameOptions(settings)
  const loss = findLoss(game.loss)
  const update = updateOptions(settings)
  const { learningRate, ...numbers } = model.adam(settings)
  const rule = findRule(update.optimiser, { ...numbers, weightDecay: update.weightDecay })
  const players = { generator: { network: generator, optimiser: new Optimiser(rule, generator.weights) }, discriminator: { network: discriminator, optimiser: new Optimiser(rule, discriminator.weights) } }
  const average = update.emaDecay > 0 ? new Average(generator, model.generator(settings), update.emaDecay) : null
  const parts = Math.min(batchSize, Math.max(update.accumulate, options.parts ?? 1))
  const precision: Precision = settings.precision === 'bfloat16' ? 'bfloat16' : 'float32'
  const size = image[0] * image[1] * image[2]

  /** One update of D, then one of G, each on fresh latents (Goodfellow et al. 2014, algorithm 1 with k = 1). */
  const step = (real: Tensor, done: Tensor): Tensor => {
    const before = tf.cast(done, 'float32')
    const context: StepContext = { tf, ops: options.ops ?? engine().ops, training: true, random: new StepRandom(seed, done), step: before }
    const rate = scheduledRate(update.schedule, learningRate, before, options.totalSteps ?? 1)
    const latents = (): Tensor => drawLatents(context, [batchSize, latent], model.latentDistribution)
    const make = (part: Part, from: Tensor): Tensor => generator.apply(part.of(from), context)
    const penalised = game.r1 > 0 || game.gradientPenalty > 0
    const judging = penalised ? { ...context, ops: twiceDifferentiable(context.ops, context) } : context
    const judge = (pictures: Tensor): Tensor => discriminator.apply(augmented(pictures, game, judging), judging)

    const plus = (value: Tensor, factor: number, penalty: () => Tensor): Tensor => (factor > 0 ? tf.add(value, penalty()) : value)
    const realPenalty = (value: Tensor, part: Part): Tensor => plus(value, game.r1, () => r1(tf, judge, part.of(real), game.r1))
    const mixedPenalty = (value: Tensor, part: Part, from: Tensor): Tensor =>
      plus(value, game.gradientPenalty, () => gradientPenalty(tf, judge, part.of(real), make(part, from), context.random.uniform([part.size, 1, 1, 1]), game.gradientPenalty))
    const realLoss = (part: Part): Tensor => loss.real(tf, judge(part.of(real)), game.realLabel)
    const fakeLoss = (part: Part, from: Tensor): Tensor => loss.fake(tf, judge(make(part, from)))
    /** Both halves; in one pass where D looks at each picture by itself, which is the same and faster. */
    const bothLosses = (from: Tensor) => (part: Part): Tensor => {
      if (discriminator.couplesBatch && model.discriminatorUpdates !== 'stacked') return tf.mul(tf.add(realLoss(part), fakeLoss(part, from)), loss.halves)
      const [ofReal, ofFake] = tf.split(judge(tf.concat([part.of(real), make(part, from)])), 2) as [Tensor, Tensor]
      return tf.mul(tf.add(loss.real(tf, ofReal, game.realLabel), loss.fake(tf, ofFake)), loss.halves)
    }
    const learn = ({ network, optimiser }: (typeof players)['generator'], objective: (part: Part) => Tensor, count: Tensor): Tensor => {
      const { value, grads } = gradientsInParts(part => scalar(objective(part)), network.trainable, batchSize, parts)
      optimiser.apply(clipByGlobalNorm(grads, update.clipNorm), { count, rate })
      return value
    }
    const judged = latents()
    const dLoss = model.discriminatorUpdates === 'separate'
      ? tf.mul(tf.add(
          learn(players.discriminator, part => realPenalty(realLoss(part), part), tf.add(tf.mul(before, 2), 1)),
          learn(players.discriminator, part => mixedPenalty(fakeLoss(part, judged), part, judged), tf.add(tf.mul(before, 2), 2))
        ), loss.halves)
      : learn(players.discriminator, part => mixedPenalty(realPenalty(bothLosses(judged)(part), part), part, judged), tf.add(before, 1))

    // The graph's optimiser sees that the same latents through the same weights are the same pictures.
    const from = game.reuseLatents ? judged : latents()
    const gLoss = learn(players.generator, part => loss.generator(tf, judge(make(part, from))), tf.add(before, 1))
    average?.update(before)
    return tf.stack([dLoss, gLoss])
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
        ...players.generator.optimiser.state, ...players.discriminator.optimiser.state,
        ...(average?.network.weights ?? []).map(({ name, variable }) => [name, variable] as const)
      ]),
      tables: table ? [table] : [],
      methods: { step: train, sample: sampleMethod(average?.network ?? generator, latent, sampleCount) }
    },
    generator, discriminator, image, latent, parts,
    dispose: () => { for (const part of [generator, discriminator, players.generator.optimiser, players.discriminator.optimiser, average]) part?.dispose() }
  }
}

/** latents: float32 [count, latent] → pixels: int32 [count, height, width, channels]; the generator as it is when sampling. */
export function sampleMethod(generator: Network, latent: number, count: number): Method {
  return {
    inputs: { latents: { shape: [count, latent], dtype: 'float32' } },
    run: inputs => {
      const done = tf.scalar(0, 'int32')
      const images = generator.apply(wanted(inputs, 'latents'), { tf, ops: engine().ops, training: false, random: new StepRandom(0, done), step: tf.scalar(0) })
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
