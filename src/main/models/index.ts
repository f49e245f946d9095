/** Every model file in this folder, by id. Adding a model is adding its file. */
import { Registry } from '../lib/registry'
import { modelFields, wrongModel } from './declared'
import type { ModelDefinition } from './definition'

const registry = new Registry(
  'model',
  import.meta.glob<ModelDefinition>(
    [
      './*.ts',
      '!./index.ts',
      '!./weights.ts',
      '!./declared.ts',
      '!./definition.ts',
      '!./gallery.ts',
      '!./phase.ts',
      '!./sampling.ts',
      '!./settings.ts'
    ],
    { eager: true, import: 'default' }
  ),
  { folder: 'models', fields: modelFields, wrong: wrongModel }
)

export const models: ReadonlyMap<string, ModelDefinition> = new Map(registry.all.map(model => [model.id, model]))

/** @throws StudioError bad-input, naming the models there are. */
export const findModel = (id: string): ModelDefinition => registry.find(id)
