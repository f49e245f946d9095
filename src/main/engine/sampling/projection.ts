/**
 * Finds the latent whose picture resembles a given one: Adam on latents through the compiled generator, from the best
 * of many drawn latents (Karras et al. 2020, appendix D). What is minimised is how far pictures lie apart, in pixels
 * and in what the run's own discriminator finds in them. It goes on in pieces: what one leaves, the next begins with.
 */
import type { ImageShape, Settings } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { candidates, starts } from '../../../shared/explore/projection'
import { findModel } from '../../models'
import type { ModelDefinition } from '../../models/definition'
import type { TypedArray } from '../../tensors/program'
import { between, type CallTools } from '../calls/call'
import { checkpointStage } from '../checkpoint'
import type { InputRows } from '../protocol'
import { KeptProgram, programKey } from './kept-program'
import { buildProjection } from './projection-program'

/** What a piece leaves, one start after another. */
export interface Projecting {
  /** Steps done. */
  done: number
  /** Which of the drawn latents each start began with: their classes and numbers are its own. */
  places: number[]
  latents: Float32Array
  /** Adam's averages of the gradient and of its square. */
  first: Float32Array
  second: Float32Array
  /** From the target to the average of what was drawn: what a distance is seen beside. */
  toAverage: number
}

export interface ProjectOrder {
  model: string
  settings: Settings
  checkpoint: string
  shape: ImageShape
  /** Height × width × channels. */
  pixels: Uint8Array
  /** Of each declared input, so many rows as there are candidates. */
  inputs: InputRows
  /** Null: it begins. */
  state: Projecting | null
  /** Of the whole search, which the rate goes by; and those of this piece. */
  steps: number
  some: number
}

export interface Projected {
  state: Projecting
  /** Of the start that is nearest now: which of the candidates it began with, its latent, and its picture. */
  place: number
  latent: Float32Array
  pixels: Uint8Array
  /** Root mean square difference of the picture's numbers, 0 to 255; and what it is of the average picture. */
  distance: number
  toAverage: number
}

/** Adam's, but for the rate (β1 and β2 as in the optimisers). */
const rate = 0.1

const kept = new KeptProgram()

/**
 * Begins, or does some more steps.
 * @throws StudioError bad-input for a model that draws no pictures from latents; not-readable when the checkpoint does
 *   not fit the model
 */
export async function project(order: ProjectOrder, tools: Partial<CallTools> = {}): Promise<Projected> {
  const { settings, checkpoint, shape, inputs, pixels, steps } = order
  const model = findModel(order.model)
  const { key, size } = latentOf(model, settings)
  const stage = checkpointStage(model, settings, checkpoint)
  return kept.use(
    { key: programKey(model, stage, order), checkpoint },
    () => buildProjection(model, { settings, shape, stage, latent: { key, size } }),
    async program => {
      const run = (method: string, rows: InputRows) =>
        program.run(method, { ...(rows as Record<string, TypedArray>), target: pixels })
      let state = order.state ?? begun(pixels, size, await run('begin', inputs))
      const own = rowsAt(settledIn(model, inputs), state.places)
      for (let i = 0; i < order.some && state.done < steps; i++) {
        await between(tools)
        const { latents, first, second } = state
        const now = { rate: Float32Array.of(rateAt(state.done, steps)), count: Float32Array.of(state.done + 1) }
        const made = await run('step', { ...own, [key]: latents, first, second, ...now })
        state = { ...state, ...floatsOf(made, ['latents', 'first', 'second']), done: state.done + 1 }
        tools.progress?.((i + 1) / order.some)
      }
      return nearest(state, pixels, size, await run('look', { ...own, [key]: state.latents }))
    }
  )
}

function latentOf(model: ModelDefinition, settings: Settings): { key: string; size: number } {
  const declared = model.sampling.inputs(settings)
  const found = declared.find(input => input.kind === 'latent')
  if (found && !declared.some(({ kind }) => kind === 'picture')) return found
  throw new StudioError('bad-input', `${model.name} does not draw pictures from latents alone: there is none to find.`)
}

/** Up over the first twentieth, down over the last quarter (Karras et al. 2020, appendix D). */
function rateAt(done: number, steps: number): number {
  const t = done / steps
  const down = Math.min(1, (1 - t) / 0.25)
  return rate * (0.5 - 0.5 * Math.cos(down * Math.PI)) * Math.min(1, (t + 1 / steps) / 0.05)
}

/** The nearest of what was drawn. */
function begun(target: Uint8Array, size: number, looked: Record<string, TypedArray>): Projecting {
  const { losses, latents } = floatsOf(looked, ['losses', 'latents'])
  const places = Array.from(losses, (_, i) => i)
    .sort((a, b) => (losses[a] ?? 0) - (losses[b] ?? 0))
    .slice(0, starts)
  const { latents: chosen = new Float32Array() } = rowsAt({ latents }, places)
  const drawn = looked.pixels ?? new Uint8Array()
  const average = Float32Array.from(target, (_, i) => {
    let sum = 0
    for (let row = 0; row < candidates; row++) sum += drawn[row * target.length + i] ?? 0
    return sum / candidates
  })
  return {
    done: 0,
    places,
    latents: Float32Array.from(chosen),
    first: new Float32Array(starts * size),
    second: new Float32Array(starts * size),
    toAverage: rootMeanSquare(target, average)
  }
}

function nearest(state: Projecting, target: Uint8Array, size: number, looked: Record<string, TypedArray>): Projected {
  const { losses } = floatsOf(looked, ['losses'])
  const best = losses.indexOf(Math.min(...losses))
  const at = Math.max(0, best)
  const pixels = Uint8Array.from((looked.pixels ?? []).slice(at * target.length, (at + 1) * target.length))
  return {
    state,
    place: state.places[at] ?? 0,
    latent: state.latents.slice(at * size, (at + 1) * size),
    pixels,
    distance: rootMeanSquare(target, pixels),
    toAverage: state.toAverage
  }
}

function rootMeanSquare(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2
  return Math.sqrt(sum / a.length)
}

function floatsOf<K extends string>(made: Record<string, TypedArray>, names: readonly K[]): Record<K, Float32Array> {
  return Object.fromEntries(
    names.map(name => {
      const values = made[name]
      if (!(values instanceof Float32Array)) throw new Error(`The method gave no ${name}.`)
      return [name, values]
    })
  ) as Record<K, Float32Array>
}

/** With the choice that makes latents be of the space in which directions lie, where the model has one. */
function settledIn({ sampling: { directions } }: ModelDefinition, inputs: InputRows): InputRows {
  if (!directions) return inputs
  return { ...inputs, [directions.choice.key]: new Int32Array(candidates).fill(directions.choice.value) }
}

/** Of rows for all candidates, those of some. */
function rowsAt(inputs: InputRows, places: readonly number[]): InputRows {
  return Object.fromEntries(
    Object.entries(inputs).map(([key, rows]) => {
      const each = rows.length / candidates
      const some = rows.slice(0, places.length * each)
      places.forEach((place, i) => some.set(rows.subarray(place * each, (place + 1) * each), i * each))
      return [key, some]
    })
  )
}
