/**
 * What a run shows after every epoch: the same latents, or the same training pictures, each time, so that what changes
 * is the network.
 */
import type { Settings } from '../../shared/domain'
import { normalQuantile } from '../../shared/normal'
import { drawLatents } from '../../shared/random'
import { formOf, numberSetting, type ModelDefinition } from './definition'

export interface Gallery {
  /** count × latent. */
  latents: Float32Array
  /** Class of each, where the model is told classes: a row of the sheet for every class. */
  labels: Int32Array | null
  /** Of the sheet. */
  columns: number
  /** How many training pictures are reconstructed; then the latents are not shown. */
  pictures: number
}

/** Columns of a run's sample sheets. @param settings complete */
export const columnsOf = (model: ModelDefinition, settings: Settings): number => (formOf(model) === 'points' ? 1 : galleryOf(model, settings, 0).columns)

/** @param settings complete */
export function galleryOf(model: ModelDefinition, settings: Settings, seed: number): Gallery {
  const count = model.sampleCount(settings)
  const size = model.latent(settings)
  const shows = model.shows?.(settings) ?? 'samples'
  const square = Math.ceil(Math.sqrt(count))
  if (shows === 'map') return { latents: latentMap(square), labels: null, columns: square, pictures: 0 }
  if (!model.conditional) {
    const latents = drawLatents(seed, count, size, model.latentDistribution)
    return shows === 'samples' ? { latents, labels: null, columns: square, pictures: 0 } : { latents, labels: null, columns: pairColumns(count / 2), pictures: count / 2 }
  }
  // The same latents in every row: what differs down a column is the class alone.
  const columns = Math.max(1, Math.floor(count / numberSetting(settings, 'classes')))
  const row = drawLatents(seed, columns, size, model.latentDistribution)
  const latents = Float32Array.from({ length: count * size }, (_, i) => row[i % row.length] ?? 0)
  return { latents, labels: Int32Array.from({ length: count }, (_, i) => Math.floor(i / columns)), columns, pictures: 0 }
}

/**
 * The plane of two latents: side × side points, row by row from the top left, each in the middle of a cell that holds
 * the same share of N(0, I) (Kingma and Welling 2014, figure 4). The first latent grows to the right, the second upwards.
 */
export const latentMap = (side: number): Float32Array =>
  Float32Array.from({ length: 2 * side * side }, (_, i) => {
    const [cell, second] = [i >> 1, i % 2 === 1]
    const place = second ? side - 1 - Math.floor(cell / side) : cell % side
    return normalQuantile((place + 0.5) / side)
  })

/** Places of `count` pictures, evenly from the first to the last of `all`: every class has its turn where they are in order. */
export const evenly = (count: number, all: number): Int32Array => Int32Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * all) / count))

/** Of a sheet of pairs, one above the other: as near a square as whole rows allow. */
export function pairColumns(pairs: number): number {
  const wanted = Math.sqrt(2 * pairs)
  const whole = Array.from({ length: pairs }, (_, i) => i + 1).filter(columns => pairs % columns === 0)
  const far = (columns: number): number => Math.abs(Math.log(columns / wanted))
  return whole.reduce((best, columns) => (far(columns) < far(best) ? columns : best), pairs)
}

/** Rows of pictures, and below each the row of what belongs to them. @param columns divides their number */
export function pairRows(above: Uint8Array, below: Uint8Array, columns: number, pictureBytes: number): Uint8Array {
  const row = columns * pictureBytes
  const rows = new Uint8Array(2 * above.length)
  for (let from = 0; from < above.length; from += row) {
    rows.set(above.subarray(from, from + row), 2 * from)
    rows.set(below.subarray(from, from + row), 2 * from + row)
  }
  return rows
}

/** How many pictures an epoch shows: points are all in one. */
export const shownEachEpoch = (model: ModelDefinition, settings: Settings): number => (formOf(model) === 'points' ? 1 : model.sampleCount(settings))
