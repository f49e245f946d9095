/**
 * What a model file declares. It reads like its paper and runs nothing: layers are descriptions that an engine builds,
 * so the studio can list models without loading a tensor library.
 */
import { StudioError } from '../../shared/errors'
import type { Dataset, Form, ImageShape, LossCurve, Measure, Model, Run, SettingDefinition, Settings, SettingValue } from '../../shared/domain'
import { didYouMean } from '../../shared/nearest-names'
import type { LatentDistribution } from '../../shared/random'
import type { Layer } from '../engine/layers'
import type { AutoencoderModel } from './families/autoencoder'
import type { GanModel } from './families/gan'

export interface Suitability {
  /** 0: cannot use it; the highest is recommended. */
  score: number
  /** One plain sentence. */
  reason: string
  /** Settings that differ from the defaults for this dataset. */
  settings: Settings
}

/** A chain of layers, under the name that its weights have in checkpoints. */
export interface NetworkPlan {
  name: string
  layers: Layer[]
  /** Shape of one input. */
  input: readonly number[]
  /** It looks at pictures: evaluation asks what its convolutions find in them. */
  looks?: boolean
}

/** What every model declares, whatever its family. */
export interface ModelBase {
  id: string
  name: string
  /** One plain sentence for somebody who has never trained anything. */
  summary: string
  paper: string
  settings: SettingDefinition[]
  /** What it learns; pictures where left out. */
  form?: Form
  /** Height, width, channels of its pictures; of points, the scatter's they are shown in (shared/points). */
  image: (settings: Settings) => ImageShape
  /** Numbers in one latent. */
  latent: (settings: Settings) => number
  latentDistribution: LatentDistribution
  /** Fixed latents shown each epoch: each in a picture of its own, or all in one scatter. */
  sampleCount: (settings: Settings) => number
  /** What its sheets show; samples, or translations where it learns pairs, where left out. */
  shows?: (settings: Settings) => Run['shows']
  /** It has an encoder: it finds the latent of a given picture. */
  encodes?: boolean
  suits: (dataset: Pick<Dataset, 'imageCount' | 'sourceSize' | 'grey' | 'labels'>) => Suitability
  /** `discriminatorRate`: D's own, where it differs. */
  adam: (settings: Settings) => { learningRate: number; discriminatorRate?: number; beta1: number; beta2: number; epsilon: number }
  /** It is told the class of every picture. Its setting `classes` is then how many the dataset has. */
  conditional?: boolean
  /** Its networks; the first draws pictures from latents. */
  networks: (settings: Settings) => NetworkPlan[]
  /** What a step reports, in its order. */
  losses: LossCurve[]
  /** What these losses are once nothing is left to be learnt, where training with such settings is meant to get there. */
  equilibrium?: (settings: Settings) => number[] | null
  /** What else is known of a step. */
  measures: Measure[]
  /** Floating-point operations of a step. @param forward of each layer of each network, one example forwards */
  stepFlop: (forward: readonly (readonly number[])[], batchSize: number, settings: Settings) => number
}

export type ModelDefinition = GanModel | AutoencoderModel

export const formOf = (model: Pick<ModelBase, 'form'>): Form => model.form ?? 'pictures'

export const showsOf = (model: Pick<ModelBase, 'form' | 'shows'>, settings: Settings): Run['shows'] => model.shows?.(settings) ?? (formOf(model) === 'pairs' ? 'translations' : 'samples')

/** Shape of one example that a discriminator looks at: a picture's, a point's, or that of a pair, whose two pictures it sees as the channels of one. */
export function exampleShape(model: Pick<ModelBase, 'form' | 'image'>, settings: Settings): readonly number[] {
  const [height, width, channels] = model.image(settings)
  return { pictures: [height, width, channels], points: [2], pairs: [height, width, 2 * channels] }[formOf(model)]
}

/** Numbers in one example that it learns. */
export function exampleSize(model: Pick<ModelBase, 'form'>, [height, width, channels]: ImageShape): number {
  const picture = height * width * channels
  return { pictures: picture, points: 2, pairs: 2 * picture }[formOf(model)]
}

/** Whether and how well it suits a dataset; a dataset of another form not at all. */
export function suitability(model: ModelDefinition, dataset: Parameters<ModelBase['suits']>[0] & Pick<Dataset, 'form'>): Suitability {
  if (formOf(model) === dataset.form) return model.suits(dataset)
  return { score: 0, reason: `${model.name} learns ${formOf(model)}; these are ${dataset.form}.`, settings: {} }
}

/** What a window or a listing needs to know of a model. */
export function describeModel(model: ModelDefinition): Model {
  const { id, name, summary, paper, settings } = model
  return { id, name, summary, paper, form: formOf(model), settings, image: model.image(completeSettings(model, {})) }
}

/**
 * Fills in defaults and checks every value.
 * @throws StudioError bad-input, naming the setting, its range, or the nearest known key.
 */
export function completeSettings(model: ModelDefinition, given: Settings): Settings {
  const known = new Map(model.settings.map(definition => [definition.key, definition]))
  for (const key of Object.keys(given)) {
    if (!known.has(key)) {
      throw new StudioError('bad-input', `${model.name} has no setting "${key}".${didYouMean(key, new Map(model.settings.flatMap(setting => [[setting.key, setting.key], [setting.label, setting.key]])))} It has: ${[...known.keys()].join(', ')}.`)
    }
  }
  return Object.fromEntries(model.settings.map(definition => [definition.key, checkValue(definition, given[definition.key])]))
}

function checkValue(definition: SettingDefinition, value: SettingValue | undefined): SettingValue {
  if (value === undefined) return definition.default
  const name = `${definition.label} (${definition.key})`
  const wrong = (expected: string) => new StudioError('bad-input', `${name} must be ${expected}; got ${JSON.stringify(value)}.`)
  switch (definition.type) {
    case 'int':
    case 'float': {
      const kind = definition.type === 'int' ? 'a whole number' : 'a number'
      if (typeof value !== 'number' || !Number.isFinite(value) || (definition.type === 'int' && !Number.isInteger(value)) || value < definition.min || value > definition.max) {
        throw wrong(`${kind} from ${definition.min} to ${definition.max}`)
      }
      return value
    }
    case 'choice': {
      const values = definition.choices.map(choice => choice.value)
      const words = new Map(definition.choices.flatMap(choice => [[choice.value, choice.value], [choice.label, choice.value]]))
      if (!values.some(choice => choice === value)) {
        throw new StudioError('bad-input', `${name} cannot be ${JSON.stringify(value)}.${didYouMean(String(value), words)} It must be one of ${values.join(', ')}.`)
      }
      return value
    }
    case 'flag':
      if (typeof value !== 'boolean') throw wrong('true or false')
      return value
  }
}

/** Reads a number out of completed settings. */
export function numberSetting(settings: Settings, key: string): number {
  const value = settings[key]
  if (typeof value !== 'number') throw new StudioError('internal', `Setting "${key}" should be a number; it is ${JSON.stringify(value)}.`)
  return value
}

/** Reads a word out of completed settings. */
export function wordSetting(settings: Settings, key: string): string {
  const value = settings[key]
  if (typeof value !== 'string') throw new StudioError('internal', `Setting "${key}" should be a word; it is ${JSON.stringify(value)}.`)
  return value
}
