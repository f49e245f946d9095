/** Presets, and which of them suits a dataset. */
import type { Handlers } from '../../../shared/ipc'
import { findModel, models } from '../../models'
import { completeSettings, describeModel, exampleKindId, suitability } from '../../models/definition'
import { examplesIn } from '../../models/examples'
import type { Context } from '../context'
import { estimateTraining } from '../training/cost'
import { fitBatch } from './fit-batch'

export function modelHandlers({
  store
}: Context): Pick<Handlers, 'listModels' | 'recommendModels' | 'estimateTraining'> {
  return {
    listModels: async () => [...models.values()].map(describeModel),

    recommendModels: async ({ dataset: id }) => {
      const dataset = store.datasets.get(id)
      const ranked = [...models.values()]
        .map(model => ({ model, suits: suitability(model, dataset) }))
        .filter(({ suits }) => suits.score > 0)
        .sort((a, b) => b.suits.score - a.suits.score)
      return ranked.map(({ model, suits }, place) => {
        const settings = fitBatch(
          completeSettings(model, suits.settings),
          examplesIn(exampleKindId(model), dataset.imageCount)
        )
        const { seconds, rough } = estimateTraining(store, model, settings, dataset.imageCount)
        return {
          model: model.id,
          settings,
          reason: suits.reason,
          recommended: place === 0,
          secondsEstimate: seconds,
          rough,
          image: model.image(settings)
        }
      })
    },

    estimateTraining: async ({ model: id, dataset, settings }) => {
      const model = findModel(id)
      const { imageCount } = store.datasets.get(dataset)
      const complete = fitBatch(completeSettings(model, settings), examplesIn(exampleKindId(model), imageCount))
      return { ...estimateTraining(store, model, complete, imageCount), image: model.image(complete) }
    }
  }
}
