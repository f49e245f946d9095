/**
 * The phases of a GAN: one update of D, then one of G, each on fresh latents (Goodfellow et al. 2014, algorithm 1 with
 * k = 1). Generated examples are of the classes of the real ones in the batch, or of their inputs, where the model is
 * conditioned.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Settings } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { tf } from '../../tensors/tf'
import type { AdversarialLoss, Sides } from '../../losses/adversarial/loss'
import { l1 } from '../../losses/l1'
import type { Phase } from '../phase'
import { adversarialOptions, penalisedSides, type AdversarialOptions } from './adversarial-options'
import { Examples } from './gan-examples'
import type { GanDeclaration, GanNetwork } from './gan-declaration'
import { afterPenalties, penalised } from './gan-penalties'
import { fadeName, Growing } from './growth'

type GanPhase = Phase<GanNetwork>
type Loss = GanPhase['loss']

export function ganPhases(model: GanDeclaration, settings: Settings, stage: number): GanPhase[] {
  const options = adversarialOptions(settings, model.courses?.(settings))
  const growing = model.grows ? new Growing(model.grows.sideAt(stage), model.grows.stages(settings), stage) : null
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
  const discriminator = (name: string, loss: Loss): GanPhase => ({
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

function generatorLoss(examples: Examples, { loss, onePass }: AdversarialOptions, beside: Beside): Loss {
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
function bothSides(examples: Examples, options: AdversarialOptions, stacked: boolean, joinable: boolean): Loss {
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

function realSide(examples: Examples, options: AdversarialOptions): Loss {
  const sides = sidesOf(options.loss)
  return (batch, n, tools) => {
    const real = examples.real(batch, tools)
    const onReal = examples.logits('real', real, batch, n, tools)
    tools.record({ realLogits: onReal })
    const seen = { real, fake: real, onReal, onFake: null, joined: false }
    const value = penalised(sides.real(onReal, options.realLabel), seen, { examples, options, batch, n, tools })
    tools.report({ discriminator: tf.mul(value, sides.weight) })
    return value
  }
}

function fakeSide(examples: Examples, options: AdversarialOptions): Loss {
  const sides = sidesOf(options.loss)
  return (batch, n, tools) => {
    const [real, fake] = [examples.real(batch, tools), examples.generated(batch, n, tools)]
    const onFake = examples.logits('fake', fake, batch, n, tools)
    tools.record({ fakeLogits: onFake })
    const seen = { real, fake, onReal: null, onFake, joined: false }
    const value = penalised(sides.fake(onFake), seen, { examples, options, batch, n, tools })
    tools.report({ discriminator: tf.mul(value, sides.weight) })
    return value
  }
}

/** @throws Error where a loss cannot be taken apart */
function sidesOf({ id, sides }: AdversarialLoss): Sides {
  if (!sides)
    throw new StudioError(
      'bad-input',
      `The loss "${id}" compares real with generated examples: this model, which updates its discriminator on each alone, cannot be trained with it. Choose another loss.`
    )
  return sides
}
