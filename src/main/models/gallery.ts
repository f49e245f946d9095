/**
 * What a run shows after every epoch: the same latents, or the same training pictures, each time, so that what changes
 * is the network.
 */
import type { Settings } from '../../shared/domain'
import { drawLatents } from '../../shared/random'
import type { SamplingInputOf } from '../../shared/sampling-inputs'
import { entry } from '../tensors/axis'
import { numberSetting, sheetKindOf, type ModelDefinition } from './definition'
import { exampleKindOf } from './examples'
import { sheetKinds } from './sheets'

export { latentMap } from './sheets'

export interface Gallery {
  /** count × latent. */
  latents: Float32Array
  /** Place of each in the model's first choice, where it declares one: a row of the sheet for every choice. */
  rows: Int32Array | null
  /** Of the sheet. */
  columns: number
  /**
   * How many training examples are shown with what becomes of them: reconstructed, where latents are not shown, or
   * translated, with a latent each; of domains, so many of either.
   */
  pictures: number
}

/** Columns of a run's sample sheets. @param settings complete */
export const columnsOf = (model: ModelDefinition, settings: Settings): number =>
  exampleKindOf(model).traits.scatter ? 1 : galleryOf(model, settings, 0).columns

/** @param settings complete */
export function galleryOf(model: ModelDefinition, settings: Settings, seed: number): Gallery {
  const count = model.sampleCount(settings)
  const size = model.latent(settings)
  const sheet = sheetKinds.find(sheetKindOf(model, settings))
  const { rows: stacked } = sheet.traits
  if (sheet.latents) return { ...sheet.latents(count), rows: null, pictures: 0 }
  if (stacked > 1) {
    const pictures = count / stacked
    return {
      latents: drawLatents(seed, pictures, size, model.latentDistribution),
      rows: null,
      columns: stackColumns(pictures, stacked),
      pictures
    }
  }
  if (!model.conditional)
    return {
      latents: drawLatents(seed, count, size, model.latentDistribution),
      rows: null,
      columns: Math.ceil(Math.sqrt(count)),
      pictures: 0
    }
  // The same latents in every row: what differs down a column is the class alone.
  const columns = Math.max(1, Math.floor(count / numberSetting(settings, 'classes')))
  const row = drawLatents(seed, columns, size, model.latentDistribution)
  const latents = Float32Array.from({ length: count * size }, (_, i) =>
    entry(row, i % row.length, 'numbers of latents')
  )
  return { latents, rows: Int32Array.from({ length: count }, (_, i) => Math.floor(i / columns)), columns, pictures: 0 }
}

/** Of a sheet of stacks, each of so many pictures one below the other: as near a square as whole rows allow. */
export function stackColumns(stacks: number, height: number): number {
  const wanted = Math.sqrt(height * stacks)
  const whole = Array.from({ length: stacks }, (_, i) => i + 1).filter(columns => stacks % columns === 0)
  const far = (columns: number): number => Math.abs(Math.log(columns / wanted))
  return whole.reduce((best, columns) => (far(columns) < far(best) ? columns : best), stacks)
}

/**
 * A row of the first kind, below it the row of each further kind that belongs to it, and so on.
 * @param kinds as many pictures each
 * @param columns divides their number
 */
export function stackRows(kinds: readonly Uint8Array[], columns: number, pictureBytes: number): Uint8Array {
  const row = columns * pictureBytes
  const { length } = entry(kinds, 0, 'kinds of pictures')
  const rows = new Uint8Array(kinds.length * length)
  for (let from = 0; from < length; from += row) {
    kinds.forEach((pictures, i) => {
      rows.set(pictures.subarray(from, from + row), kinds.length * from + i * row)
    })
  }
  return rows
}

/** Of such rows, the second kind: what was generated. @param kinds how many there are */
export function generatedRows(rows: Uint8Array, kinds: number, columns: number, pictureBytes: number): Uint8Array {
  const row = columns * pictureBytes
  const generated = new Uint8Array(rows.length / kinds)
  for (let to = 0; to < generated.length; to += row)
    generated.set(rows.subarray(kinds * to + row, kinds * to + 2 * row), to)
  return generated
}

/**
 * What the gallery is drawn from, by the keys that the model declares, but for pictures, which are the dataset's.
 * Numbers and further choices have the values that they have where nobody sets them; further latents are drawn by the
 * run's seed.
 */
export function galleryInputs(
  model: ModelDefinition,
  settings: Settings,
  seed: number
): Record<string, Float32Array | Int32Array> {
  const { latents, rows } = galleryOf(model, settings, seed)
  const count = latents.length / model.latent(settings)
  const declared = model.sampling.inputs(settings)
  const [first, choice] = [
    declared.find(({ kind }) => kind === 'latent'),
    declared.find(input => input.kind === 'choice' && input.default === undefined)
  ]
  return Object.fromEntries(
    declared.flatMap((input): [string, Float32Array | Int32Array][] => {
      switch (input.kind) {
        case 'latent':
          return [[input.key, input === first ? latents : drawLatents(seed, count, input.size, input.distribution)]]
        case 'choice':
          return [[input.key, input === choice && rows ? rows : new Int32Array(count).fill(input.default ?? 0)]]
        case 'number':
          return [[input.key, new Float32Array(count).fill(input.default)]]
        case 'seed':
          return [[input.key, rowsOfSeeds(input, new Array<number>(count).fill(input.default))]]
        case 'picture':
          return []
      }
    })
  )
}

/** What seeds become for a model: themselves, or the latents that they draw, one after another. */
export function rowsOfSeeds(
  { latent }: Pick<SamplingInputOf<'seed'>, 'latent'>,
  seeds: readonly number[]
): Float32Array | Int32Array {
  if (!latent) return Int32Array.from(seeds)
  const rows = new Float32Array(seeds.length * latent.size)
  for (const [i, seed] of seeds.entries())
    rows.set(drawLatents(seed, 1, latent.size, latent.distribution), i * latent.size)
  return rows
}

/** How many pictures an epoch shows: points are all in one. */
export const shownEachEpoch = (model: ModelDefinition, settings: Settings): number =>
  exampleKindOf(model).traits.scatter ? 1 : model.sampleCount(settings)
