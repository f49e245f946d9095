/** Directions in latents that change what a checkpoint draws, and latents as they are where such directions lie. */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { ImageShape, Settings } from '../../../shared/domain'
import { StudioError } from '../../../shared/errors'
import { drawLatents, type LatentDistribution } from '../../../shared/random'
import { findModel } from '../../models'
import type { ModelDefinition } from '../../models/definition'
import type { DirectionSpace } from '../../models/sampling'
import { joinFloats } from '../../../shared/files/join'
import { tf } from '../../tensors/tf'
import type { Program } from '../../tensors/program'
import { between, type CallTools } from '../calls/call'
import { checkpointStage } from '../checkpoint'
import { directionMethods } from '../directions'
import type { DirectionMethod, FoundDirections, Seen } from '../directions/method'
import { byName, networkCall, networksOf } from '../networks/calls'
import type { InputRows } from '../protocol'
import { batchOf } from './batches'
import { drawingOf } from './drawing'
import { fedInputs } from './inputs'
import { builtOf, KeptProgram, programKey, type Built } from './kept-program'
import { samplingPass, type Drawing } from './methods'

/** Latents in one call of the compiled method. */
const atOnce = 64

interface Order {
  model: string
  settings: Settings
  checkpoint: string
  shape: ImageShape
}

export interface DirectionsOrder extends Order {
  /** One of engine/directions. */
  method: string
  /** Of the latents that are drawn. */
  seed: number
  /** Of each declared input but the latents, in one row. */
  inputs: InputRows
  count: number
}

export interface SpaceOrder extends Order {
  inputs: InputRows
  count: number
}

const kept = { directions: new KeptProgram(), space: new KeptProgram() }

/**
 * @returns directions, and how far drawn latents vary along each
 * @throws StudioError bad-input for a model without latents; not-readable when the checkpoint does not fit the model
 */
export async function findDirections(
  { method: name, seed, inputs, count, ...order }: DirectionsOrder,
  tools: Partial<CallTools> = {}
): Promise<FoundDirections & { deviations: Float32Array }> {
  const model = findModel(order.model)
  const method = directionMethods.find(name)
  const { size, distribution, key } = latentOf(model, order.settings)
  const space = model.sampling.directions
  return kept.directions.use(
    { key: keyOf(order, model, name), checkpoint: order.checkpoint },
    () => built(model, order, method),
    async program => {
      const given = method.latents(size, distribution, seed)
      const rows = given.length / size
      const set = repeated({ ...inputs, ...(method.given === 'space' ? settledRow(space) : {}) }, rows)
      const { watched, latents } = await through(program, { key, given, size, inputs: set }, tools)
      const numbers = tf.tensor2d(watched, [rows, watched.length / rows])
      try {
        const found = await method.find(numbers, { values: latents ?? given, size }, count, tools)
        return { ...found, deviations: await deviations(program, found.vectors) }
      } finally {
        numbers.dispose()
      }
    }
  )

  /** Of drawn latents, along each direction: theirs is known, unless the directions lie in another space. */
  async function deviations(program: Program, vectors: Float32Array): Promise<Float32Array> {
    const found = vectors.length / size
    if (!space) return new Float32Array(found).fill(distribution === 'normal' ? 1 : 1 / Math.sqrt(3))
    const given = drawLatents(seed, 512, size, distribution)
    const { latents = given } = await through(program, { key, given, size, inputs: repeated(inputs, 512) }, {})
    return Float32Array.from({ length: found }, (_, i) =>
      deviationAlong(latents, vectors.subarray(i * size, (i + 1) * size))
    )
  }
}

/** Latents as they are where the model's directions lie: count × latent. The same where it has no such space. */
export async function inSpace({ inputs, count, ...order }: SpaceOrder): Promise<Float32Array> {
  const model = findModel(order.model)
  const { size, key } = latentOf(model, order.settings)
  const given = inputs[key]
  if (!(given instanceof Float32Array) || given.length !== count * size)
    throw new StudioError('bad-input', `${model.name} is drawn from latents of ${size} numbers.`)
  if (!model.sampling.directions) return given
  return kept.space.use(
    { key: keyOf(order, model, 'space'), checkpoint: order.checkpoint },
    () => built(model, order, null),
    async program => (await through(program, { key, given, size, inputs }, {})).latents ?? given
  )
}

const keyOf = (order: Order, model: ModelDefinition, what: string): string =>
  programKey(model, checkpointStage(model, order.settings, order.checkpoint), order, what)

function latentOf(
  model: ModelDefinition,
  settings: Settings
): { key: string; size: number; distribution: LatentDistribution } {
  const found = model.sampling.inputs(settings).find(input => input.kind === 'latent')
  if (found) return found
  throw new StudioError('bad-input', `${model.name} is not drawn from latents: there are no directions in them.`)
}

/** One row of the choice that makes latents be of that space. */
const settledRow = (space: DirectionSpace | undefined): InputRows =>
  space ? { [space.choice.key]: Int32Array.of(space.choice.value) } : {}

/** The same row so many times. */
const repeated = (inputs: InputRows, times: number): InputRows =>
  Object.fromEntries(
    Object.entries(inputs).map(([key, row]) => {
      const rows =
        row instanceof Float32Array
          ? new Float32Array(row.length * times)
          : row instanceof Int32Array
            ? new Int32Array(row.length * times)
            : new Uint8Array(row.length * times)
      for (let i = 0; i < times; i++) rows.set(row, i * row.length)
      return [key, rows]
    })
  )

/** Standard deviation of the rows along a direction. */
function deviationAlong(rows: Float32Array, direction: Float32Array): number {
  const [size, count] = [direction.length, rows.length / direction.length]
  const along = Array.from({ length: count }, (_, row) =>
    direction.reduce((sum, value, i) => sum + value * (rows[row * size + i] ?? 0), 0)
  )
  const mean = along.reduce((sum, value) => sum + value, 0) / count
  return Math.sqrt(along.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count)
}

/**
 * look {declared inputs} → watched: float32 [atOnce, numbers], and latents [atOnce, size] where the model has a space
 * for directions.
 */
function built(model: ModelDefinition, { settings, checkpoint, shape }: Order, method: DirectionMethod | null): Built {
  const drawing = drawingOf(model, settings, shape, checkpointStage(model, settings, checkpoint))
  const { specs, read } = fedInputs(model, settings, atOnce, { image: shape })
  return builtOf([...drawing.networks.values()], drawing.state, {
    look: { inputs: specs, run: inputs => looked(model, settings, drawing, read(inputs), method) }
  })
}

function looked(
  { sampling }: ModelDefinition,
  settings: Settings,
  drawing: Drawing,
  input: (key: string) => Tensor,
  method: DirectionMethod | null
): Record<string, Tensor> {
  const seen: Seen[] = []
  const calls = networksOf(
    [...drawing.networks].map(([name, network]) => [
      name,
      networkCall(network, () => ({
        ...samplingPass(),
        observe: (path, kind, tensor) => {
          const layer = network.plan.layers.get(path)
          if (layer) seen.push({ network: name, kind, learned: layer.learned, kernel: layer.flop > 0, tensor })
        }
      }))
    ])
  )
  const state = byName(drawing.state, 'state')
  sampling.draw(calls, input, state, settings)
  const space = sampling.directions && {
    latents: sampling.directions.latents(calls, input, state, settings),
    styles: seen.filter(({ network, kind }) => sampling.directions?.reads(network, kind)).map(({ tensor }) => tensor)
  }
  return {
    ...(method ? { watched: method.watches(seen, space ?? null) } : {}),
    ...(space ? { latents: space.latents } : {})
  }
}

/**
 * Latents through the method, so many at once; what is left over of the last call is not read.
 * @param inputs of the rest, a row for each
 */
async function through(
  program: Program,
  { key, given, size, inputs }: { key: string; given: Float32Array; size: number; inputs: InputRows },
  tools: Partial<CallTools>
): Promise<{ watched: Float32Array; latents?: Float32Array }> {
  const count = given.length / size
  const parts: { watched: Float32Array[]; latents: Float32Array[] } = { watched: [], latents: [] }
  for (let from = 0; from < count; from += atOnce) {
    await between(tools)
    const some = Math.min(atOnce, count - from)
    const fed = Object.fromEntries(
      Object.entries(inputs).map(([name, rows]) => [name, batchOf(rows, rows.length / count, from, some, atOnce)])
    )
    const made = await program.run('look', { ...fed, [key]: batchOf(given, size, from, some, atOnce) })
    for (const name of ['watched', 'latents'] as const) {
      const values = made[name]
      if (values instanceof Float32Array) parts[name].push(values.slice(0, (some * values.length) / atOnce))
    }
    tools.progress?.((0.8 * (from + some)) / count)
  }
  return {
    watched: joinFloats(parts.watched),
    ...(parts.latents.length > 0 ? { latents: joinFloats(parts.latents) } : {})
  }
}
