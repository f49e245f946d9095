/**
 * A generator and a discriminator that are trained against each other (Goodfellow et al. 2014): a model of what its
 * file declares.
 */
import type { ImageShape, Settings } from '../../../shared/domain'
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
import { enlarged, fadeName, fadeState, forEach, type Growth } from './growth'
import { logitMeasures, measureLogits } from './logit-measures'

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

/** What each is given: latents, a class or shares of classes, conditions, pictures, the share of a stage's fade. */
function networksOf(
  { generator, discriminator, mixesClasses, grows, ...model }: GanDeclaration,
  s: Settings,
  stage: number
): ReturnType<ModelDefinition['networks']> {
  const kind = exampleKindOf(model)
  const label: Shape[] = model.conditional ? [[]] : []
  const share: Shape[] = grows ? [[]] : []
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
      // At an earlier stage it looks at smaller pictures than there are.
      looksAtPictures: kind.conditions.length === 0 && kind.draws === 'pixels' && !grows
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
  return grows ? [grows.sideAt(stage), grows.sideAt(stage), channels] : [height, width, channels]
}

function samplingOf({
  latent,
  latentDistribution,
  image,
  conditional,
  exampleKind,
  mixesClasses,
  grows,
  sampling = own => own
}: GanDeclaration): Sampling<GanNetwork> {
  const classes = mixesClasses ? mixingInputs : conditional ? [classInput] : []
  const pictures = exampleKindOf({ exampleKind }).conditions.map(() => pictureInput)
  return sampling({
    inputs: s => [latentsInput(latent(s), latentDistribution), ...classes, ...pictures],
    networks: ['generator'],
    draw: ({ generator }, input, state, s) => {
      const wanted = mixesClasses ? [mixed(input, classesOf(generator))] : classes.map(({ key }) => input(key))
      const latents = input('latents')
      const given = [latents, ...wanted, ...pictures.map(({ key }) => input(key))]
      if (!grows) return generator(...given)
      return enlarged(generator(...given, forEach(latents.shape[0] ?? 1, state(fadeName))), image(s))
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
