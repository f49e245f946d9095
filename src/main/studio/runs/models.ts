/** Presets, and which of them suits a dataset. */
import type { Settings } from '../../../shared/domain'
import type { Handlers } from '../../../shared/ipc'
import { findModel, models } from '../../models'
import { completeSettings, describeModel, suitability, type ModelDefinition } from '../../models/definition'
import { resourceFile } from '../../datasets'
import info from '../../engine/calls/info'
import { readRegular } from '../../lib/regular-file'
import { recipesFor } from '../../models/recipes'
import type { Store } from '../../store'
import type { Context } from '../context'
import { assumedRate, gpuRate } from '../engines/assumed-rate'
import { estimateTraining, secondsAt } from '../training/cost'
import { asTrainedOn } from '../training/trained-on'
import { fitBatch } from './fit-batch'
import { longTraining } from './long-training'

/** Of a recipe's picture, bytes. */
const largestSample = 2 ** 20

/** How long it takes, and a sentence where that is days. */
function costOf(store: Store, model: ModelDefinition, settings: Settings, examples: number, assumed: number) {
  const { seconds, rough } = estimateTraining(store, model, settings, examples, assumed)
  return { seconds, rough, long: longTraining(seconds, secondsAt(gpuRate, model, settings, examples)) }
}

const sampleOf = async (name: string | null): Promise<Uint8Array<ArrayBuffer> | null> =>
  name === null ? null : new Uint8Array(await readRegular(resourceFile('recipes', name), { most: largestSample }))

/** @param nvidia whether a GPU's driver is there, where that is not to be looked up */
export function modelHandlers(
  { store, sampler }: Context,
  nvidia?: boolean
): Pick<Handlers, 'listModels' | 'recommendModels' | 'listRecipes' | 'estimateTraining'> {
  const rate = (): Promise<number> => assumedRate(() => sampler.ask(info, {}), nvidia)
  return {
    listModels: async () => [...models.values()].map(describeModel),

    recommendModels: async ({ dataset: id }) => {
      const dataset = asTrainedOn(store.datasets.get(id))
      const assumed = await rate()
      const suited = [...models.values()].flatMap(model => {
        const suits = suitability(model, dataset)
        if (suits.score <= 0) return []
        const settings = fitBatch(model, completeSettings(model, suits.settings), dataset.exampleCount)
        return [{ model, suits, settings, ...costOf(store, model, settings, dataset.exampleCount, assumed) }]
      })
      // What takes days is not recommended, however well it suits.
      suited.sort((a, b) => Number(a.long !== null) - Number(b.long !== null) || b.suits.score - a.suits.score)
      return suited.map(({ model, suits, settings, seconds, rough, long }, place) => ({
        model: model.id,
        settings,
        reason: suits.reason,
        long,
        // Of one picture nothing can be learnt.
        recommended: place === 0 && long === null && dataset.imageCount > 1,
        secondsEstimate: seconds,
        rough,
        image: model.image(settings)
      }))
    },

    listRecipes: async ({ dataset: id }) => {
      const dataset = asTrainedOn(store.datasets.get(id))
      const assumed = await rate()
      return Promise.all(
        recipesFor(dataset).map(async ({ recipe, model, settings }) => {
          const fitted = fitBatch(model, settings, dataset.exampleCount)
          const { seconds, rough, long } = costOf(store, model, fitted, dataset.exampleCount, assumed)
          const { id, name, words, sample } = recipe
          return {
            ...{ id, name, words },
            model: model.id,
            settings: fitted,
            secondsEstimate: seconds,
            rough,
            long,
            image: model.image(fitted),
            sample: await sampleOf(sample)
          }
        })
      )
    },

    estimateTraining: async ({ model: id, dataset, settings }) => {
      const model = findModel(id)
      const { exampleCount } = store.datasets.get(dataset)
      const complete = fitBatch(model, completeSettings(model, settings), exampleCount)
      return {
        ...costOf(store, model, complete, exampleCount, await rate()),
        image: model.image(complete)
      }
    }
  }
}
