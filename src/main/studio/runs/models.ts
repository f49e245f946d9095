/** Presets, and which of them suits a dataset. */
import type { Handlers } from '../../../shared/ipc'
import { findModel, models } from '../../models'
import { completeSettings, describeModel, suitability } from '../../models/definition'
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
        const settings = fitBatch(model, completeSettings(model, suits.settings), dataset.exampleCount)
        const { seconds, rough } = estimateTraining(store, model, settings, dataset.exampleCount)
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
      const { exampleCount } = store.datasets.get(dataset)
      const complete = fitBatch(model, completeSettings(model, settings), exampleCount)
      return { ...estimateTraining(store, model, complete, exampleCount), image: model.image(complete) }
    }
  }
}
