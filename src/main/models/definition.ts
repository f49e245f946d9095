/**
 * What a model file declares. It reads like its paper and runs nothing: layers are descriptions that an engine builds,
 * so the studio can list models without loading a tensor library. Most models are of a family
 * (families/), which says most of this for them.
 */
import { StudioError } from '../../shared/errors'
import type {
  Dataset,
  ExampleKindId,
  ImageShape,
  LossCurve,
  Measure,
  Model,
  SettingDefinition,
  Settings,
  SettingValue
} from '../../shared/domain'
import { didYouMean } from '../../shared/nearest-names'
import type { Purpose } from '../../shared/run/purposes'
import type { LatentDistribution } from '../../shared/random'
import type { Stage } from '../../shared/run/stages'
import type { NetworkDefinition } from '../layers'
import type { Course } from '../schedules/tools/course'
import { exampleKindId, exampleKindOf, exampleWords } from './examples'
import type { Alteration, Phase, Plane, Rates, StateVariable } from './phase'
import type { Sampling } from './sampling'

export interface Suitability {
  /** 0: cannot use it; the highest is recommended. */
  score: number
  /** One plain sentence. */
  reason: string
  /** Settings that differ from the defaults for this dataset. */
  settings: Settings
}

export interface ModelDefinition {
  id: string
  name: string
  /** One plain sentence for somebody who has never trained anything. */
  summary: string
  /** Among what it is listed. */
  purpose: Purpose
  paper: string
  settings: SettingDefinition[]
  /** What it learns; pictures where left out. */
  exampleKind?: ExampleKindId
  /** Height, width, channels of its pictures; of points, the scatter's they are shown in (shared/points). */
  image: (settings: Settings) => ImageShape
  /** Numbers in one latent. */
  latent: (settings: Settings) => number
  latentDistribution: LatentDistribution
  /** Fixed latents shown each epoch: each in a picture of its own, or all in one scatter. */
  sampleCount: (settings: Settings) => number
  /** What its sheets show; samples, or translations where it learns pairs, where left out. */
  sheetKind?: (settings: Settings) => string
  suits: (
    dataset: Pick<Dataset, 'imageCount' | 'exampleCount' | 'sourceSize' | 'grey' | 'labels'> &
      Partial<Pick<Dataset, 'origin'>>
  ) => Suitability
  /** It is conditioned on the class of every picture. Its setting `classes` is then how many the dataset has. */
  conditional?: boolean
  /** Numbers of the optimiser, but where a phase has its own. */
  rates: (settings: Settings) => Rates
  /**
   * Half-life of the average of its sampling networks as a share of the run, where it moves over the run. The setting
   * `emaDecay` is then the most that the average keeps.
   */
  averageHalfLife?: (settings: Settings) => Course

  /**
   * Its networks, by the names that their weights begin with; the first draws pictures from latents.
   * @param stage of a model that grows; its last where left out
   */
  networks: (settings: Settings, stage?: number) => Readonly<Record<string, NetworkDefinition>>
  /** What a step does, in this order; each phase sees the weights that the ones before it have left. */
  phases: (settings: Settings, stage?: number) => Phase[]
  /** All phases see the weights from before the step, and are applied together. */
  simultaneous?: (settings: Settings) => boolean
  /** Where settings change its training pictures. */
  alters?: Alteration
  /** Variables beside the weights. */
  state?: (settings: Settings) => Readonly<Record<string, StateVariable>>
  /** Batches that a step takes: the most that one of its phases does. 1 where left out. */
  batchesPerStep?: (settings: Settings) => number
  /**
   * Where the model grows: its stages, one after another. Networks and phases are those of the stage that a step
   * belongs to; what both of two stages have goes on, and optimisers begin anew.
   */
  stages?: (settings: Settings) => readonly Stage[]
  sampling: Sampling
  /** Of a model of points: what its discriminator makes of the plane. */
  plane?: (settings: Settings) => Plane

  /** What a step reports, in its order: curves that its phases report, or whose losses they are. */
  losses: LossCurve[]
  /**
   * What these losses are once nothing is left to be learnt, where training with such settings is meant to get there.
   */
  equilibrium?: (settings: Settings) => number[] | null
  /** What else is known of a step. */
  measures: Measure[]
  /** What its phases record for `measure`. */
  observes?: readonly string[]
  /** One step's measures by key, out of what its phases have recorded. */
  measure?: (recorded: Readonly<Record<string, ArrayLike<number>>>, settings: Settings) => Record<string, number>
  /** Floating-point operations of a step. @param forward of each layer of each network, one example forwards */
  stepFlop: (forward: Readonly<Record<string, readonly number[]>>, batchSize: number, settings: Settings) => number
}

export { exampleKindId }

export const sheetKindOf = (model: Pick<ModelDefinition, 'exampleKind' | 'sheetKind'>, settings: Settings): string =>
  model.sheetKind?.(settings) ?? exampleKindOf(model).sheetKind

/** Whether and how well it suits a dataset; a dataset of another form not at all. */
export function suitability(
  model: ModelDefinition,
  dataset: Parameters<ModelDefinition['suits']>[0] & Pick<Dataset, 'exampleKind'>
): Suitability {
  if (exampleKindId(model) === dataset.exampleKind) return model.suits(dataset)
  return {
    score: 0,
    reason:
      `${model.name} learns ${exampleWords(exampleKindId(model))}; these ` +
      `are ${exampleWords(dataset.exampleKind)}.`,
    settings: {}
  }
}

/** What a window or a listing needs to know of a model. */
export function describeModel(model: ModelDefinition): Model {
  const { id, name, summary, purpose, paper, settings, alters } = model
  return {
    id,
    name,
    summary,
    purpose,
    paper,
    exampleKind: exampleKindId(model),
    examples: exampleKindOf(model).traits,
    settings,
    alters: [...(alters?.settings ?? [])],
    image: model.image(completeSettings(model, {}))
  }
}

/**
 * Fills in defaults and checks every value.
 * @throws StudioError bad-input, naming the setting, its range, or the nearest known key.
 */
export function completeSettings(model: Pick<ModelDefinition, 'name' | 'settings'>, chosen: Settings): Settings {
  const known = new Map(model.settings.map(definition => [definition.key, definition]))
  for (const key of Object.keys(chosen)) {
    if (!known.has(key)) {
      throw new StudioError(
        'bad-input',
        `${model.name} has no setting "${key}".${didYouMean(
          key,
          new Map(
            model.settings.flatMap(setting => [
              [setting.key, setting.key],
              [setting.label, setting.key]
            ])
          )
        )} It has: ${[...known.keys()].join(', ')}.`
      )
    }
  }
  return Object.fromEntries(
    model.settings.map(definition => [definition.key, checkValue(definition, chosen[definition.key])])
  )
}

function checkValue(definition: SettingDefinition, value: SettingValue | undefined): SettingValue {
  if (value === undefined) return definition.default
  const name = `${definition.label} (${definition.key})`
  const wrong = (expected: string) =>
    new StudioError('bad-input', `${name} must be ${expected}; got ${JSON.stringify(value)}.`)
  switch (definition.type) {
    case 'int':
    case 'float': {
      const kind = definition.type === 'int' ? 'a whole number' : 'a number'
      if (
        typeof value !== 'number' ||
        !Number.isFinite(value) ||
        (definition.type === 'int' && !Number.isInteger(value)) ||
        value < definition.min ||
        value > definition.max
      ) {
        throw wrong(`${kind} from ${definition.min} to ${definition.max}`)
      }
      return value
    }
    case 'choice': {
      const values = definition.choices.map(choice => choice.value)
      const words = new Map(
        definition.choices.flatMap(choice => [
          [choice.value, choice.value],
          [choice.label, choice.value]
        ])
      )
      if (!values.some(choice => choice === value)) {
        throw new StudioError(
          'bad-input',
          `${name} cannot ` +
            `be ${JSON.stringify(value)}.${nearNumber(Number(value), values) ?? didYouMean(String(value), words)} ` +
            `It must be one of ${values.join(', ')}.`
        )
      }
      return value
    }
    case 'flag':
      if (typeof value !== 'boolean') throw wrong('true or false')
      return value
  }
}

/** " The nearest are 32 and 64.", where a number was meant and numbers are what there is; null elsewhere. */
function nearNumber(wanted: number, values: readonly string[]): string | null {
  const numbers = values.map(Number).toSorted((a, b) => a - b)
  if (!Number.isFinite(wanted) || numbers.some(Number.isNaN)) return null
  const near = [numbers.findLast(number => number < wanted), numbers.find(number => number > wanted)]
  const words = near.filter(number => number !== undefined).join(' and ')
  return ` The nearest ${words.includes(' ') ? 'are' : 'is'} ${words}.`
}

/** Reads a number out of completed settings. */
export function numberSetting(settings: Settings, key: string): number {
  const value = settings[key]
  if (typeof value !== 'number')
    throw new StudioError('internal', `Setting "${key}" should be a number; it is ${JSON.stringify(value)}.`)
  return value
}

/** Reads a word out of completed settings. */
export function wordSetting(settings: Settings, key: string): string {
  const value = settings[key]
  if (typeof value !== 'string')
    throw new StudioError('internal', `Setting "${key}" should be a word; it is ${JSON.stringify(value)}.`)
  return value
}
