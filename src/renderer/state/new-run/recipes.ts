/** What can be chosen to train with: cards for whoever knows no model, and every model that learns such pictures. */
import type { ImageShape, Model, Settings } from '../../../shared/domain'
import type { Output } from '../../../shared/ipc'
import { studio } from '../studio.svelte'

export interface Recipe {
  /** Of a card, `recipe:` and its name; of a model by itself, the model's. */
  id: string
  model: Model
  settings: Settings
  reason: string
  recommended: boolean
  secondsEstimate: number | null
  rough: boolean
  /** A sentence where it takes days. */
  long: string | null
  image: ImageShape
  /** Of a card: what it says. */
  card?: { name: string; words: string; sample: Uint8Array | null }
}

/**
 * The card with the model that suits best is the one that is recommended; where no card has it, the model is.
 * @param suited models, the best first
 */
export function withCards(suited: Output<'recommendModels'>, ways: Output<'listRecipes'>): Recipe[] {
  const best = suited.find(({ recommended }) => recommended)
  const first = ways.find(({ model }) => model === best?.model)
  const cards = ways.flatMap(({ id, name, words, sample, model: modelId, ...rest }) => {
    const model = studio.models.get(modelId)
    const recommended = id === first?.id
    return model
      ? [
          {
            id: `recipe:${id}`,
            model,
            recommended,
            reason: recommended ? (best?.reason ?? '') : '',
            card: { name, words, sample },
            ...rest
          }
        ]
      : []
  })
  const models = suited.flatMap(({ model: id, ...rest }) => {
    const model = studio.models.get(id)
    return model ? [{ id, model, ...rest, recommended: rest.recommended && !first }] : []
  })
  return [...cards, ...models]
}
