/** Presets, and which of them suits a dataset. */
import type { Handlers } from '../../../shared/ipc'
import { findModel, models } from '../../models'
import { completeSettings, describeModel, suitability } from '../../models/definition'
import { resourceFile } from '../../datasets'
import info from '../../engine/calls/info'
import { readRegular } from '../../lib/regular-file'
import { recipesFor } from '../../models/recipes'
import type { Context } from '../context'
import { assumedRate } from '../engines/assumed-rate'
import { estimateTraining } from '../training/cost'
import { fitBatch } from './fit-batch'

/** Of a recipe's picture, bytes. */
const largestSample = 2 ** 20
/** Seconds: what a training may take and still be recommended. */
const longest = 24 * 60 * 60

const daysWords = (seconds: number): string => {
  const days = Math.max(1, Math.round(seconds / longest))
  return days === 1 ? 'a day' : days < 365 ? `${days} days` : days < 730 ? 'a year' : `${Math.round(days / 365)} years`
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
      const dataset = store.datasets.get(id)
      const assumed = await rate()
      const suited = [...models.values()].flatMap(model => {
        const suits = suitability(model, dataset)
        if (suits.score <= 0) return []
        const settings = fitBatch(model, completeSettings(model, suits.settings), dataset.exampleCount)
        const estimate = estimateTraining(store, model, settings, dataset.exampleCount, assumed)
        return [{ model, suits, settings, ...estimate, tooLong: estimate.seconds > longest }]
      })
      // What takes days is not recommended, however well it suits.
      suited.sort((a, b) => Number(a.tooLong) - Number(b.tooLong) || b.suits.score - a.suits.score)
      return suited.map(({ model, suits, settings, seconds, rough, tooLong }, place) => ({
        model: model.id,
        settings,
        reason: tooLong ? `${suits.reason} It would take about ${daysWords(seconds)} on this machine.` : suits.reason,
        recommended: place === 0 && !tooLong,
        secondsEstimate: seconds,
        rough,
        image: model.image(settings)
      }))
    },

    listRecipes: async ({ dataset: id }) => {
      const dataset = store.datasets.get(id)
      const assumed = await rate()
      return Promise.all(
        recipesFor(dataset).map(async ({ recipe, model, settings }) => {
          const fitted = fitBatch(model, settings, dataset.exampleCount)
          const { seconds, rough } = estimateTraining(store, model, fitted, dataset.exampleCount, assumed)
          const { id, name, words, sample } = recipe
          return {
            ...{ id, name, words },
            model: model.id,
            settings: fitted,
            secondsEstimate: seconds,
            rough,
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
        ...estimateTraining(store, model, complete, exampleCount, await rate()),
        image: model.image(complete)
      }
    }
  }
}
