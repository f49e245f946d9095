/** The latents that a run shows after every epoch: the same ones each time, so that what changes is the network. */
import type { Settings } from '../../shared/domain'
import { drawLatents } from '../../shared/random'
import { numberSetting, type ModelDefinition } from './definition'

export interface Gallery {
  /** count × latent. */
  latents: Float32Array
  /** Class of each, where the model is told classes: a row of the sheet for every class. */
  labels: Int32Array | null
  /** Of the sheet, where the order means something. */
  columns?: number
}

/** Columns of a run's sample sheets. @param settings complete */
export const columnsOf = (model: ModelDefinition, settings: Settings): number => galleryOf(model, settings, 0).columns ?? Math.ceil(Math.sqrt(model.sampleCount(settings)))

/** @param settings complete */
export function galleryOf(model: ModelDefinition, settings: Settings, seed: number): Gallery {
  const count = model.sampleCount(settings)
  const size = model.latent(settings)
  if (!model.conditional) return { latents: drawLatents(seed, count, size, model.latentDistribution), labels: null }
  // The same latents in every row: what differs down a column is the class alone.
  const columns = Math.max(1, Math.floor(count / numberSetting(settings, 'classes')))
  const row = drawLatents(seed, columns, size, model.latentDistribution)
  const latents = Float32Array.from({ length: count * size }, (_, i) => row[i % row.length] ?? 0)
  return { latents, labels: Int32Array.from({ length: count }, (_, i) => Math.floor(i / columns)), columns }
}
