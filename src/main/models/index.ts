/** Every model file in this folder, by id. Adding a model is adding its file. */
import { StudioError } from '../../shared/errors'
import { didYouMean } from '../../shared/nearest-names'
import type { ModelDefinition } from './definition'
import type { AutoencoderModel } from './families/autoencoder'
import type { GanModel } from './families/gan'

const files = import.meta.glob<ModelDefinition>(['./*.ts', '!./index.ts', '!./weights.ts', '!./definition.ts', '!./gallery.ts', '!./settings.ts'], { eager: true, import: 'default' })

export const models: ReadonlyMap<string, ModelDefinition> = new Map(Object.values(files).map(model => [model.id, model]))

/** @throws StudioError bad-input, naming the models there are. */
export function findModel(id: string): ModelDefinition {
  const model = models.get(id)
  if (!model) throw new StudioError('bad-input', `There is no model "${id}".${didYouMean(id, [...models.keys()])} There are: ${[...models.keys()].join(', ')}.`)
  return model
}

/** The same, with an encoder. @throws StudioError bad-input */
export function findEncoder(id: string): AutoencoderModel {
  const model = findModel(id)
  if (model.family !== 'autoencoder') throw new StudioError('bad-input', `${model.name} has no encoder: it cannot find the latent of a picture.`)
  return model
}

/** The same, of the GAN family. @throws StudioError bad-input */
export function findGan(id: string): GanModel {
  const model = findModel(id)
  if (model.family !== 'gan') throw new StudioError('bad-input', `"${id}" is not a GAN.`)
  return model
}
