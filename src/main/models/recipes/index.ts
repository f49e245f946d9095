/** Every recipe file in this folder, quick ones first. Adding a recipe is adding its file. */
import { z } from 'zod'
import type { Dataset, Settings } from '../../../shared/domain'
import { func, identifier, Registry, words } from '../../lib/registry'
import { completeSettings, numberSetting, suitability, type ModelDefinition } from '../definition'
import { findModel } from '../index'
import type { Recipe } from './recipe'
import { roundNumber } from './round'

export const recipes = new Registry(
  'recipe',
  import.meta.glob<Recipe>(['./*.ts', '!./index.ts', '!./recipe.ts', '!./round.ts'], {
    eager: true,
    import: 'default'
  }),
  {
    folder: 'models/recipes',
    fields: {
      id: identifier,
      name: words,
      words,
      place: z.number(),
      model: func,
      settings: func,
      sample: words.nullable()
    }
  }
)

export type { Recipe } from './recipe'

export interface Cooked {
  recipe: Recipe
  model: ModelDefinition
  /** Every setting written out. */
  settings: Settings
}

type Asked = Parameters<typeof suitability>[1] & Pick<Dataset, 'exampleKind'>

/** A recipe for these pictures; null where it is for others. */
export function recipeFor(recipe: Recipe, dataset: Asked): Cooked | null {
  const id = recipe.model(dataset)
  if (id === null) return null
  const model = findModel(id)
  const suits = suitability(model, dataset)
  if (suits.score <= 0) return null
  const settings = completeSettings(model, { ...suits.settings, ...recipe.settings(dataset) })
  return { recipe, model, settings: { ...settings, epochs: roundNumber(numberSetting(settings, 'epochs')) } }
}

/** Those that are for these pictures. */
export const recipesFor = (dataset: Asked): Cooked[] =>
  recipes.all.toSorted((a, b) => a.place - b.place).flatMap(recipe => recipeFor(recipe, dataset) ?? [])
