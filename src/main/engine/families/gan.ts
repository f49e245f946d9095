/**
 * The training program of a GAN: one step of the game, sampling, all in plain tfjs. Which layers, which loss and which
 * numbers come from the model's definition.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Settings } from '../../../shared/domain'
import { kindsIn } from '../../../shared/shows'
import { findLoss } from '../../losses'
import { difference } from '../../losses/pairs/difference'
import { exampleShape, formOf, showsOf } from '../../models/definition'
import type { GanModel } from '../../models/families/gan'
import { gradientPenalty, r1 } from '../../regularisers/gradient-penalties'
import { Average, averageName } from '../average'
import { engine, tf } from '../engine'
import { augmented, gameOptions, twiceDifferentiable } from '../game'
import { gradientsInParts, type Part } from '../gradients'
import { learnsInHalves } from '../halves'
import type { StepContext } from '../layers/layer'
import { learn } from '../learn'
import { amplified, LossScale } from '../loss-scale'
import { Network } from '../network'
import { findRule, Optimiser } from '../optimisers'
import { precisionOf, updateOptions } from '../options'
import type { TypedArray } from '../program'
import { StepRandom } from '../random'
import { recording } from '../recording'
import { scheduledRate } from '../schedule'
import { keepingFinite } from '../snapshot'
import type { BuildOptions, Built, Drawer, Family } from './family'
import { drawerOver, drawingOf, pictureStep, sampled, sampleMethod, translated } from './methods'
import { pairOf, partsOf } from './pairs'

export interface Gan extends Built {
  generator: Network
  discriminator: Network
}

/**
 * Pairs are judged as one picture each (pairs.ts): an input with its target is real, an input with what G makes of it is
 * made. A step also gives `logits`: float32 [2·batch, 1], what D said of the real pictures and then of the made ones when it
 * learnt from them. Samples are the generator's average's where the run keeps one. A batch in parts gives the update of
 * the whole batch, but for batch norm, whose statistics are each part's own.
 */
export function buildGan(options: BuildOptions<GanModel>): Gan {
  const { model, settings, seed, batchSize, sampleCount } = options
  const image = model.image(settings)
  const example = exampleShape(model, settings)
  const paired = formOf(model) === 'pairs'
  const lambda = model.differenceWeight?.(settings)
  const latent = model.latent(settings)
  const drawing = drawingOf(model, settings)
  const generator = new Network('generator', model.generator(settings), [latent], seed, options.frozen?.generator)
  const discriminator = new Network('discriminator', model.discriminator(settings), example, seed, options.frozen?.discriminator)
  const game = gameOptions(settings)
  const loss = findLoss(game.loss)
  const update = updateOptions(settings)
  const { learningRate, discriminatorRate = learningRate, ...numbers } = model.adam(settings)
  const rule = findRule(update.optimiser, { ...numbers, weightDecay: update.weightDecay })
  const precision = precisionOf(settings)
  // One each: D's gradients and G's are of different sizes, and an overflow of one is none of the other.
  const scaleOf = ({ name }: Network): LossScale | null => (precision === 'float16' ? new LossScale(name, engine().precisions.includes(precision)) : null)
  const players = {
    generator: { network: generator, optimiser: new Optimiser(rule, generator.weights), learningRate, scale: scaleOf(generator) },
    discriminator: { network: discriminator, optimiser: new Optimiser(rule, discriminator.weights), learningRate: discriminatorRate, scale: scaleOf(discriminator) }
  }
  const average = update.emaDecay > 0 ? new Average(generator, model.generator(settings), update.emaDecay) : null
  const parts = Math.min(batchSize, Math.max(update.accumulate, options.parts ?? 1))
  const halved = parts === 1 && learnsInHalves(model, settings, game, [generator, discriminator], batchSize)

  /**
   * One update of D, then one of G, each on fresh latents (Goodfellow et al. 2014, algorithm 1 with k = 1). Made pictures
   * are of the classes of the real ones in the batch, where there are classes. With `onePass`, both updates at once, from
   * the same pictures and the same weights (as in TensorFlow's DCGAN tutorial).
   */
  const step = (real: Tensor, labels: Tensor | null, done: Tensor): Record<string, Tensor> => {
    const before = tf.cast(done, 'float32')
    const context: StepContext = { tf, ops: options.ops ?? engine().ops, training: true, random: new StepRandom(seed, done), step: before, labels: null }
    const of = (part: Part): Tensor | null => labels && part.of(labels)
    const latents = (): Tensor => drawLatents(context, [batchSize, latent], model.latentDistribution)
    const make = (part: Part, from: Tensor): Tensor => {
      const condition = paired ? partsOf(part.of(real)).input : null
      const made = generator.apply(part.of(from), { ...context, labels: of(part), condition })
      return condition ? pairOf(condition, made) : made
    }
    const penalised = game.r1 > 0 || game.gradientPenalty > 0
    const judging = penalised ? { ...context, ops: twiceDifferentiable(context.ops, context) } : context
    const judge = (pictures: Tensor, classes: Tensor | null, random = context.random): Tensor =>
      discriminator.apply(augmented(pictures, game, { ...judging, random }, paired ? 2 : 1), { ...judging, random, labels: classes })
    const said = { real: [] as Tensor[], fake: [] as Tensor[], generator: [] as Tensor[] }
    /** Remembers what D said, and what G's loss is made of; gradients forget everything that is not kept. */
    const heard = (of: keyof typeof said, value: Tensor): Tensor => { said[of].push(tf.keep(tf.clone(value))); return value }

    const plus = (value: Tensor, factor: number, penalty: () => Tensor): Tensor => (factor > 0 ? tf.add(value, penalty()) : value)
    const realPenalty = (value: Tensor, part: Part): Tensor => plus(value, game.r1, () => r1(tf, x => judge(x, of(part)), part.of(real), game.r1))
    const mixedPenalty = (value: Tensor, part: Part, made: () => Tensor): Tensor =>
      plus(value, game.gradientPenalty, () => gradientPenalty(tf, x => judge(x, of(part)), part.of(real), made(), context.random.uniform([part.size, ...example.map(() => 1)]), game.gradientPenalty))
    const realLoss = (part: Part): Tensor => loss.real(tf, heard('real', judge(part.of(real), of(part))), game.realLabel)
    const fakeLoss = (part: Part, made: Tensor, random = context.random): Tensor => loss.fake(tf, heard('fake', judge(made, of(part), random)))
    /** What G learns from: what D says of what it made, and where the model weighs it, how far that is from the target. */
    const makerLoss = (part: Part, made: Tensor): Tensor => {
      const told = loss.generator(tf, judge(made, of(part)))
      if (lambda === undefined) return told
      const far = difference(tf, partsOf(made).target, partsOf(part.of(real)).target)
      heard('generator', tf.mul(tf.stack([told, far]), part.size / batchSize))
      return tf.add(told, tf.mul(far, lambda))
    }
    const stacked = model.discriminatorUpdates === 'stacked'
    /** Both halves, each in a pass of its own, D's randomness on made pictures from a source of its own. */
    const apartLosses = (part: Part, made: Tensor, random?: StepRandom): Tensor => tf.mul(tf.add(realLoss(part), fakeLoss(part, made, random)), loss.halves)
    /** Both halves; in one pass where D looks at each picture by itself, which is the same and faster. */
    const bothLosses = (part: Part, made: Tensor): Tensor => {
      if (discriminator.couplesBatch && !stacked) return apartLosses(part, made)
      const classes = of(part)
      const [ofReal, ofFake] = tf.split(judge(tf.concat([part.of(real), made]), classes && tf.concat([classes, classes])), 2) as [Tensor, Tensor]
      return tf.mul(tf.add(loss.real(tf, heard('real', ofReal), game.realLabel), loss.fake(tf, heard('fake', ofFake))), loss.halves)
    }
    // Op by op nothing runs side by side, and a GPU has enough to do with one kernel at a time.
    const sideBySide = halved && recording() !== null && engine().device === 'CPU'
    const lesson = ({ network, scale }: Player, objective: (part: Part) => Tensor): Lesson =>
      gradientsInParts(part => scalar(amplified(objective(part), scale)), network.trainable, batchSize, sideBySide ? 2 : parts, sideBySide)
    const overflows: Tensor[] = []
    const heed = ({ optimiser, learningRate: full, scale }: Player, { value, grads }: Lesson, count: Tensor): Tensor => {
      const rate = scheduledRate(update.schedule, full, before, options.totalSteps ?? 1)
      const overflow = learn(optimiser, grads, scale, { count, rate }, update.clipNorm)
      if (overflow) overflows.push(overflow)
      return value
    }
    const taught = (player: Player, objective: (part: Part) => Tensor, count: Tensor): Tensor => heed(player, lesson(player, objective), count)
    const next = tf.add(before, 1)

    const inTurn = (): [Tensor, Tensor] => {
      const judged = latents()
      const shown = (part: Part): Tensor => make(part, judged)
      const dLoss = model.discriminatorUpdates === 'separate'
        ? tf.mul(tf.add(
            taught(players.discriminator, part => realPenalty(realLoss(part), part), tf.add(tf.mul(before, 2), 1)),
            taught(players.discriminator, part => mixedPenalty(fakeLoss(part, shown(part)), part, () => shown(part)), tf.add(tf.mul(before, 2), 2))
          ), loss.halves)
        : taught(players.discriminator, part => mixedPenalty(realPenalty(bothLosses(part, shown(part)), part), part, () => shown(part)), next)
      // The graph's optimiser sees that the same latents through the same weights are the same pictures.
      const from = game.reuseLatents ? judged : latents()
      return [dLoss, taught(players.generator, part => makerLoss(part, make(part, from)), next)]
    }

    const atOnce = (): [Tensor, Tensor] => {
      const from = latents()
      const seen: { made: Tensor; random: StepRandom }[] = []
      const ofG = lesson(players.generator, part => {
        const made = make(part, from)
        seen.push({ made: tf.keep(tf.clone(made)), random: context.random.again() })
        return makerLoss(part, made)
      })
      // D on the same pictures with the same weights and masks: written twice, which the graph's optimiser sees.
      let at = 0
      const ofD = lesson(players.discriminator, part => {
        const { made, random } = seen[at++] ?? never()
        return mixedPenalty(realPenalty(stacked ? bothLosses(part, made) : apartLosses(part, made, random), part), part, () => made)
      })
      tf.dispose(seen.map(({ made }) => made))
      return [heed(players.discriminator, ofD, next), heed(players.generator, ofG, next)]
    }

    const play = game.onePass ? atOnce : inTurn
    const [dLoss, gLoss] = players.generator.scale?.active ? keepingFinite([...generator.statistics, ...discriminator.statistics], play) : play()
    average?.update(before)
    const logits = tf.concat([...said.real, ...said.fake])
    const losses = lambda === undefined ? tf.stack([dLoss, gLoss]) : tf.concat([tf.reshape(dLoss, [1]), tf.addN(said.generator)])
    tf.dispose(Object.values(said).flat())
    return { losses, logits, ...(overflows.length > 0 ? { overflow: tf.max(tf.stack(overflows)) } : {}) }
  }

  return {
    definition: {
      variables: new Map([
        ...[...generator.weights, ...discriminator.weights].map(({ name, variable }) => [name, variable] as const),
        ...players.generator.optimiser.state, ...players.discriminator.optimiser.state,
        ...players.generator.scale?.variables ?? [], ...players.discriminator.scale?.variables ?? [],
        ...(average?.network.weights ?? []).map(({ name, variable }) => [name, variable] as const)
      ]),
      tables: options.table ? [options.table] : [],
      methods: {
        step: pictureStep({ ...options, image, precision, step }),
        sample: sampleMethod(average?.network ?? generator, drawing, sampleCount / kindsIn(showsOf(model, settings)))
      }
    },
    networks: [generator, discriminator], generator, discriminator, image, latent, parts, measure: measureBy(loss.probability ?? logistic), gallery: paired ? translated(image) : sampled(image),
    dispose: () => { for (const part of [generator, discriminator, average, ...Object.values(players).flatMap(({ optimiser, scale }) => [optimiser, scale])]) part?.dispose() }
  }
}

/** Of logits [2·batch], real pictures' first: accuracy, and the mean probabilities given to either half. */
const measureBy = (probability: (logit: number) => number) => ({ logits = new Float32Array() }: Record<string, TypedArray>): Record<string, number> => {
  const half = logits.length / 2
  let right = 0
  const score = { real: 0, fake: 0 }
  logits.forEach((logit: number, i: number) => {
    const sure = probability(logit)
    if (i < half ? sure > 0.5 : sure < 0.5) right++
    score[i < half ? 'real' : 'fake'] += sure
  })
  return { accuracy: right / logits.length, realScore: score.real / half, fakeScore: score.fake / half }
}

const logistic = (logit: number): number => 1 / (1 + Math.exp(-logit))

function drawLatents({ random }: StepContext, shape: readonly number[], distribution: GanModel['latentDistribution']): Tensor {
  return distribution === 'normal' ? random.normal(shape) : random.uniform(shape, -1, 1)
}

interface Player { network: Network; optimiser: Optimiser; learningRate: number; scale: LossScale | null }
type Lesson = ReturnType<typeof gradientsInParts>

const scalar = (tensor: Tensor) => tensor.asScalar()
const never = (): never => { throw new Error('D and G learn from a batch in the same parts.') }

export const gan: Family<GanModel> = {
  build: buildGan,
  drawer: (model, settings: Settings): Drawer => {
    const generator = new Network(updateOptions(settings).emaDecay > 0 ? averageName : 'generator', model.generator(settings), [model.latent(settings)], 0)
    return drawerOver(generator, drawingOf(model, settings))
  }
}
