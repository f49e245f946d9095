/** Presets, and which of them suits a dataset. */
import type { Settings } from '../../shared/domain'
import type { Handlers } from '../../shared/ipc'
import { findModel, models } from '../models'
import { completeSettings, describeModel, numberSetting } from '../models/definition'
import type { Store } from '../store'
import type { Context } from './context'

export function modelHandlers({ store }: Context): Pick<Handlers, 'listModels' | 'recommendModels'> {
  return {
    listModels: async () => [...models.values()].map(describeModel),

    recommendModels: async ({ dataset: id }) => {
      const dataset = store.datasets.get(id)
      const ranked = [...models.values()]
        .map(model => ({ model, suits: model.suits(dataset) }))
        .filter(({ suits }) => suits.score > 0)
        .sort((a, b) => b.suits.score - a.suits.score)
      return ranked.map(({ model, suits }, place) => {
        const settings = fitBatch(completeSettings(model, suits.settings), dataset.imageCount)
        return { model: model.id, settings, reason: suits.reason, recommended: place === 0, secondsEstimate: estimate(store, model.id, settings, dataset.imageCount) }
      })
    }
  }
}

/** A batch cannot hold more pictures than there are: the largest that fits is used. */
export function fitBatch(settings: Settings, imageCount: number): Settings {
  const batch = numberSetting(settings, 'batchSize')
  return imageCount < batch ? { ...settings, batchSize: Math.max(2, imageCount) } : settings
}

/** Settings that have no say in how long a step takes. */
const timeless = new Set(['epochs', 'samples', 'learningRate', 'beta1'])

/** Seconds, from the newest run of this model here whose steps cost the same; null when there is none. */
function estimate(store: Store, model: string, settings: Settings, imageCount: number): number | null {
  const cost = (of: Settings) => JSON.stringify(Object.entries(of).filter(([key]) => !timeless.has(key)).sort())
  const alike = store.runs.list().filter(run => run.model === model && cost(completeSettings(findModel(model), run.settings)) === cost(settings))
  for (const run of alike) {
    const speed = store.history.epochs(run.id).at(-1)?.stepsPerSecond
    if (speed) return (numberSetting(settings, 'epochs') * Math.max(1, Math.floor(imageCount / numberSetting(settings, 'batchSize')))) / speed
  }
  return null
}
