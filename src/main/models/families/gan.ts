/**
 * A generator and a discriminator that are trained against each other (Goodfellow et al. 2014): a model of what its
 * file declares.
 */
import type { Settings } from '../../../shared/domain'
import { chain, type NetworkFunction } from '../../layers'
import type { Shape } from '../../layers/scope'
import { adversarialLosses } from '../../losses/adversarial'
import { stateOf } from '../../regularisers/penalties/penalty'
import { numberSetting, wordSetting, type ModelDefinition } from '../definition'
import { exampleKindOf } from '../examples'
import { classInput, latentsInput, pictureInput, type Sampling } from '../sampling'
import { adversarialOptions, penalisedSides } from './adversarial-options'
import { classesOf, mixed, mixingInputs } from './class-shares'
import type { GanDeclaration, GanNetwork, NetworkOfInputs } from './gan-declaration'
import { ganStepFlop } from './gan-flop'
import { ganPhases } from './gan-phases'
import { logitMeasures, measureLogits } from './logit-measures'

export function defineGan(declaration: GanDeclaration): ModelDefinition {
  const {
    generator,
    discriminator,
    discriminatorUpdates,
    discriminatorRates: _,
    discriminatorSteps,
    mixesClasses,
    generatorPenalty: __,
    courses: ____,
    differenceWeight,
    sampling: ___,
    ...model
  } = declaration
  const kind = exampleKindOf(model)
  const label: Shape[] = model.conditional ? [[]] : []
  return {
    ...model,
    networks: s => ({
      generator: {
        inputs: [
          [model.latent(s)],
          ...(mixesClasses ? [[numberSetting(s, 'classes')]] : label),
          ...kind.conditions.map(() => model.image(s))
        ],
        build: asFunction(generator(s))
      },
      discriminator: {
        inputs: [kind.seen.shape(model.image(s)), ...label],
        build: asFunction(discriminator(s)),
        looksAtPictures: kind.conditions.length === 0 && kind.draws === 'pixels'
      }
    }),
    phases: s => ganPhases(declaration, s),
    ...(discriminatorSteps ? { batchesPerStep: (s: Settings) => discriminatorSteps(s) } : {}),
    state: s => ({ ...model.state?.(s), ...stateOf(adversarialOptions(s).penalties.map(({ penalty }) => penalty)) }),
    simultaneous: s => s.onePass === true,
    sampling: samplingOf(declaration),
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

function samplingOf({
  latent,
  latentDistribution,
  conditional,
  exampleKind,
  mixesClasses,
  sampling = own => own
}: GanDeclaration): Sampling<GanNetwork> {
  const classes = mixesClasses ? mixingInputs : conditional ? [classInput] : []
  const pictures = exampleKindOf({ exampleKind }).conditions.map(() => pictureInput)
  return sampling({
    inputs: s => [latentsInput(latent(s), latentDistribution), ...classes, ...pictures],
    networks: ['generator'],
    draw: ({ generator }, input) => {
      const wanted = mixesClasses ? [mixed(input, classesOf(generator))] : classes.map(({ key }) => input(key))
      return generator(input('latents'), ...wanted, ...pictures.map(({ key }) => input(key)))
    }
  })
}

const asFunction = (network: NetworkOfInputs): NetworkFunction =>
  typeof network === 'function' ? network : chain(...network)

/** A GAN's losses where D cannot tell and says one half, with whole labels. For `equilibrium`. */
export function atRest(settings: Settings): number[] | null {
  const { rest } = adversarialLosses.find(wordSetting(settings, 'loss'))
  return rest && settings.realLabel === 1 ? [rest.discriminator, rest.generator] : null
}
