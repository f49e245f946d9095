/**
 * A generator and a discriminator that are trained against each other (Goodfellow et al. 2014): a model of what its
 * file declares.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { ImageShape, Settings } from '../../../../shared/domain'
import { chain, type NetworkFunction } from '../../../layers'
import type { Shape } from '../../../layers/scope'
import { l1 } from '../../../losses/l1'
import { stateOf } from '../../../regularisers/penalties/penalty'
import { tf } from '../../../tensors/tf'
import { numberSetting, type ModelDefinition } from '../../definition'
import { exampleKindOf } from '../../examples'
import { ofWhole, fadeName, fadeState, Growing, type Growth } from '../growth'
import { logitMeasures, measureLogits } from '../logit-measures'
import { ganAlteration } from './altering'
import type { GanDeclaration, GanLoss, GanPhase, NetworkOfInputs } from './declaration'
import { Examples } from './examples'
import { ganStepFlop } from './flop'
import { adversarialOptions, penalisedSides, type AdversarialOptions } from './options'
import { afterPenalties, penalised } from './penalties'
import { ganPlane } from './plane'
import { ganSampling } from './sampling'
import { fakeSide, realSide } from './separate-updates'

export { atRest } from './options'

export function defineGan(declaration: GanDeclaration): ModelDefinition {
  // What is named here is not the model's own.
  const {
    generator,
    discriminator,
    discriminatorUpdates,
    discriminatorRates,
    discriminatorSteps,
    mixesClasses,
    generatorPenalty,
    courses,
    grows,
    differenceWeight,
    sampling,
    ...model
  } = declaration
  const kind = exampleKindOf(model)
  const last = (s: Settings): number => (grows ? grows.stages(s).length - 1 : 0)
  return {
    ...model,
    ...(grows ? { stages: grows.stages } : {}),
    networks: (s, stage = last(s)) => networksOf(declaration, s, stage),
    phases: (s, stage = last(s)) => ganPhases(declaration, s, stage),
    ...(discriminatorSteps ? { batchesPerStep: (s: Settings) => discriminatorSteps(s) } : {}),
    state: s => ({
      ...model.state?.(s),
      ...stateOf(adversarialOptions(s).penalties.map(({ penalty }) => penalty)),
      ...(grows ? fadeState : {})
    }),
    ...ganAlteration(declaration),
    ...ganPlane(declaration),
    simultaneous: s => s.onePass === true,
    sampling: ganSampling(declaration),
    losses: [
      { key: 'discriminator', label: 'Discriminator', short: 'D' },
      { key: 'generator', label: 'Generator', short: 'G' },
      ...(differenceWeight ? [{ key: 'difference', label: 'Difference', short: 'L1' }] : [])
    ],
    measures: logitMeasures(kind.traits.many),
    observes: ['realLogits', 'fakeLogits'],
    measure: measureLogits,
    stepFlop: ({ generator: g = [], discriminator: d = [] }, batchSize, s) =>
      ganStepFlop(g, d, batchSize, {
        discriminatorSteps: discriminatorSteps?.(s) ?? 1,
        generatesOnce: s.onePass === true || s.reuseLatents === true,
        discriminatesOnce: s.onePass === true && discriminatorUpdates !== 'stacked',
        penalisedSides: penalisedSides(adversarialOptions(s))
      })
  }
}

/** What each is given: latents, a class or shares of classes, conditions, pictures, the share of a stage's fade. */
function networksOf(
  { generator, discriminator, mixesClasses, grows, ...model }: GanDeclaration,
  s: Settings,
  stage: number
): ReturnType<ModelDefinition['networks']> {
  const kind = exampleKindOf(model)
  const label: Shape[] = model.conditional ? [[]] : []
  const share: Shape[] = grows ? [[]] : []
  const wholePictures = kind.conditions.length === 0 && kind.draws === 'pixels'
  return {
    generator: {
      inputs: [
        [model.latent(s)],
        ...(mixesClasses ? [[numberSetting(s, 'classes')]] : label),
        ...kind.conditions.map(() => model.image(s)),
        ...share
      ],
      build: asFunction(generator(s, stage))
    },
    discriminator: {
      inputs: [kind.seen.shape(imageAt(model, s, grows, stage)), ...label, ...share],
      build: asFunction(discriminator(s, stage)),
      looksAtPictures: wholePictures,
      scores: wholePictures,
      // At an earlier stage it looks at smaller pictures than there are.
      ...(grows ? { ofWhole: ofWhole(grows.heightAt(s, stage)) } : {})
    }
  }
}

function imageAt(
  model: Pick<ModelDefinition, 'image'>,
  s: Settings,
  grows: Growth | undefined,
  stage: number
): ImageShape {
  const [height, width, channels] = model.image(s)
  if (!grows) return [height, width, channels]
  const at = grows.heightAt(s, stage)
  return [at, (width * at) / height, channels]
}

const asFunction = (network: NetworkOfInputs): NetworkFunction =>
  typeof network === 'function' ? network : chain(...network)

/**
 * One update of D, then one of G, each on fresh latents (algorithm 1 with k = 1). Generated examples are of the classes
 * of the real ones in the batch, or of their inputs, where the model is conditioned.
 */
function ganPhases(model: GanDeclaration, settings: Settings, stage: number): GanPhase[] {
  const options = adversarialOptions(settings, model.courses?.(settings))
  const growing = model.grows
    ? new Growing(model.grows.heightAt(settings, stage), model.grows.stages(settings), stage)
    : null
  const examples = new Examples(model, settings, options, growing)
  const generator: GanPhase = {
    name: 'generator',
    trains: ['generator'],
    separable: true,
    loss: generatorLoss(examples, options, {
      difference: model.differenceWeight?.(settings),
      penalty: kernels => model.generatorPenalty?.(kernels, settings) ?? null
    })
  }
  const discriminator = (name: string, loss: GanLoss): GanPhase => ({
    name,
    trains: ['discriminator'],
    separable: true,
    batches: model.discriminatorSteps?.(settings) ?? 1,
    loss,
    rates: model.discriminatorRates?.(settings),
    secondOrder: penalisedSides(options) > 0 ? ['discriminator'] : []
  })
  /** The last phase of the discriminator: by then both of its sides are recorded. */
  const after = [afterPenalties(options.penalties), growing ? afterGrowing(growing) : undefined].filter(
    each => each !== undefined
  )
  const last = (phase: GanPhase): GanPhase =>
    after.length === 0 ? phase : { ...phase, after: (...given) => after.forEach(each => each(...given)) }
  // The generator comes first: the discriminator then learns from the very examples that it recorded.
  if (options.onePass)
    return [
      generator,
      last(
        discriminator('discriminator', bothSides(examples, options, model.discriminatorUpdates === 'stacked', false))
      )
    ]
  if (model.discriminatorUpdates === 'separate') {
    return [
      discriminator('discriminatorReal', realSide(examples, options)),
      last(discriminator('discriminatorFake', fakeSide(examples, options))),
      generator
    ]
  }
  return [
    last(discriminator('discriminator', bothSides(examples, options, model.discriminatorUpdates === 'stacked', true))),
    generator
  ]
}

/** What samples are drawn with is kept beside the weights. */
const afterGrowing =
  (growing: Growing): NonNullable<GanPhase['after']> =>
  (_, { state, step }) =>
    state(fadeName).assign(growing.share(step))

interface Beside {
  /** Weight of how far pictures are from their targets. */
  difference: number | undefined
  penalty: (kernels: ReadonlyMap<string, Tensor>) => Tensor | null
}

function generatorLoss(examples: Examples, { loss, onePass }: AdversarialOptions, beside: Beside): GanLoss {
  return (batch, n, tools) => {
    const fake = examples.generated(batch, n, tools)
    if (onePass) tools.record({ fake })
    const onReal = loss.comparesSides ? examples.logits('real', examples.real(batch, tools), batch, n, tools) : null
    const adversarial = loss.generator(examples.logits('fake', fake, batch, n, tools), onReal)
    const penalty = beside.penalty(n.generator.kernels)
    const penalised = penalty ? tf.add(adversarial, penalty) : adversarial
    if (beside.difference === undefined) {
      tools.report({ generator: adversarial })
      return penalised
    }
    const difference = l1(examples.picture(fake), examples.picture(examples.real(batch, tools)))
    tools.report({ generator: adversarial, difference })
    return tf.add(penalised, tf.mul(difference, beside.difference))
  }
}

/**
 * @param stacked both sides in one batch, whatever the discriminator
 * @param joinable both sides in one pass where it looks at each example by itself, which is the same and faster
 */
function bothSides(examples: Examples, options: AdversarialOptions, stacked: boolean, joinable: boolean): GanLoss {
  const { loss, realLabel, onePass } = options
  return (batch, n, tools) => {
    const real = examples.real(batch, tools)
    const fake = onePass ? tools.recorded('fake') : examples.generated(batch, n, tools)
    const joined = stacked || (joinable && !n.discriminator.couplesBatch)
    const [onReal, onFake] = joined
      ? examples.logitsOfBoth(real, fake, batch, n, tools)
      : [examples.logits('real', real, batch, n, tools), examples.logits('fake', fake, batch, n, tools)]
    tools.record({ realLogits: onReal, fakeLogits: onFake })
    const value = loss.discriminator(onReal, onFake, realLabel)
    return penalised(value, { real, fake, onReal, onFake, joined }, { examples, options, batch, n, tools })
  }
}
