/** The methods that draw pictures from latents, and latents from pictures. */
import { elementCount } from '../../lib/shape'
import type { Tensor, Variable } from '@tensorflow/tfjs-core'
import type { Settings } from '../../../shared/domain'
import { planeCells } from '../../../shared/points'
import { sheetKindOf, type ModelDefinition } from '../../models/definition'
import { exampleKindOf } from '../../models/examples'
import { latentsInput } from '../../models/sampling'
import { sheetKinds } from '../../models/sheets'
import type { Networks } from '../../models/phase'
import { engine } from '../../tensors/engine'
import { byName, networkCall, networksOf } from '../networks/calls'
import type { Network } from '../networks/network'
import type { NetworkPass } from '../networks/tensor-scope'
import { bytesOf, picturesOf } from '../../tensors/pixels'
import { wanted, type Method, type TypedArray } from '../../tensors/program'
import { Draws } from '../../tensors/random/draws'
import { tf } from '../../tensors/tf'
import { fedInputs, type Narrowed } from './inputs'

/** Key of the latents that dropout is drawn by. */
const latentsKey = latentsInput(1, 'normal').key

/** A model's networks and state, by the names that its definition has for them. */
export interface Drawing {
  networks: ReadonlyMap<string, Network>
  state: ReadonlyMap<string, Variable>
}

/** A network as it is when sampling: no batch statistics, no dropout. */
export const samplingPass = (): NetworkPass => ({
  ops: engine().ops,
  training: false,
  draws: new Draws(0, tf.scalar(0, 'int32')),
  step: tf.scalar(0)
})

/** A network that draws as it was trained. @param noise what dropout is drawn by, int32 scalar */
const trainingPass = (noise: Tensor) => (): NetworkPass => ({
  ops: engine().ops,
  training: true,
  still: true,
  draws: new Draws(0, noise, 'sampling/'),
  step: tf.scalar(0)
})

const calls = ({ networks }: Drawing, pass = samplingPass): Networks =>
  networksOf([...networks].map(([name, network]) => [name, networkCall(network, pass)]))

/** What dropout is drawn by, of a latent: the bits of its numbers, so that another latent is another mask. */
export const noiseOf = (latent: Float32Array): Int32Array =>
  Int32Array.of(
    new Int32Array(latent.buffer, latent.byteOffset, latent.length).reduce(
      (mixed, bits) => Math.imul(mixed ^ bits, 0x01000193),
      0x811c9dc5
    )
  )

/** Pictures in one call of a model's methods. @param count that there are */
export const atOnce = ({ sampling }: ModelDefinition, count: number): number => (sampling.oneByOne ? 1 : count)

/** What else a method is fed with these rows, where it wants it: the noise of the one picture that it draws. */
export function noiseFor(
  inputs: Method['inputs'],
  rows: Readonly<Record<string, TypedArray>>
): Record<string, TypedArray> {
  const latents = rows[latentsKey]
  return inputs.noise && latents instanceof Float32Array ? { noise: noiseOf(latents) } : {}
}

/**
 * What the model declares to be sampled from, each under its key as inputs.ts feeds it (and noise: int32 [], where it
 * draws as it is trained) → pixels: int32 [count, height, width, channels], 0 to 255; or points: float32 [count, 2].
 */
export function sampleMethod(
  model: ModelDefinition,
  settings: Settings,
  drawing: Drawing,
  count: number,
  narrowed: Narrowed = {}
): Method {
  const { draws } = exampleKindOf(model)
  const { specs, read } = fedInputs(model, settings, count, narrowed)
  const noisy = model.sampling.asInTraining?.(settings) === true
  return {
    inputs: { ...specs, ...(noisy ? { noise: { shape: [], dtype: 'int32' } } : {}) },
    run: (inputs): Record<string, Tensor> => {
      // Before anything is computed: the key of the draws is read as it was fed.
      const pass = noisy ? trainingPass(wanted(inputs, 'noise')) : samplingPass
      const drawn = model.sampling.draw(calls(drawing, pass), read(inputs), byName(drawing.state, 'state'), settings)
      return { [draws]: draws === 'pixels' ? bytesOf(drawn) : drawn }
    }
  }
}

/**
 * The same with places: float32 [places, 2] → points: float32 [count, 2]; real: float32 [places], how real each place
 * looks to the discriminator; pull: float32 [count, 2], which way the generator's loss pulls each point, and how much.
 * Null for models that have no plane to ask about.
 */
export function planeMethod(
  model: ModelDefinition,
  settings: Settings,
  drawing: Drawing,
  count: number,
  places: number
): Method | null {
  const plane = model.plane?.(settings)
  if (!plane) return null
  const { loss, real } = plane
  const sample = sampleMethod(model, settings, drawing, count)
  return {
    inputs: { ...sample.inputs, places: { shape: [places, 2], dtype: 'float32' } },
    run: inputs => {
      const points = wanted(sample.run(inputs), 'points')
      const networks = calls(drawing)
      // The loss is a mean: each point's own share is so many times as large.
      const pull = loss ? tf.mul(tf.grad((x: Tensor) => loss(networks, x))(points), -count) : tf.zeros([count, 2])
      return { points, pull, real: real(networks, wanted(inputs, 'places')) }
    }
  }
}

/** pixels: uint8 [count, height·width·channels] → latents: float32 [count, latent]. Null where there is no encoder. */
export const encodeMethod = (
  model: ModelDefinition,
  settings: Settings,
  drawing: Drawing,
  count: number
): Method | null => encoding(model, settings, drawing, count, latents => ({ latents }))

/** The same → pixels: int32 [count, height, width, channels], encoded and drawn again. */
export const reconstructMethod = (
  model: ModelDefinition,
  settings: Settings,
  drawing: Drawing,
  count: number
): Method | null =>
  encoding(model, settings, drawing, count, latents => {
    const drawn = model.sampling.draw(
      calls(drawing),
      byName(new Map([['latents', latents]]), 'encoded input'),
      byName(drawing.state, 'state'),
      settings
    )
    return { pixels: bytesOf(drawn) }
  })

function encoding(
  model: ModelDefinition,
  settings: Settings,
  drawing: Drawing,
  count: number,
  result: (latents: Tensor) => Record<string, Tensor>
): Method | null {
  const { encode } = model.sampling
  if (!encode) return null
  const image = model.image(settings)
  return {
    inputs: { pixels: { shape: [count, elementCount(image)], dtype: 'uint8' } },
    run: inputs => {
      const pictures = picturesOf(engine().graph.numbers(wanted(inputs, 'pixels')), image)
      return result(encode(calls(drawing), pictures, byName(drawing.state, 'state')))
    }
  }
}

/**
 * What a training program draws its sheets with.
 * @param count of pictures on a sheet, those that go with them not counted
 */
export function galleryMethods(
  model: ModelDefinition,
  settings: Settings,
  drawing: Drawing,
  count: number
): Record<string, Method> {
  // Reconstructions take the place of samples on the sheet; their number is then half of what an epoch shows.
  const { reconstructs, methods = { sample: {} } } = sheetKinds.find(sheetKindOf(model, settings))
  const reconstruct = reconstructs ? reconstructMethod(model, settings, drawing, count) : null
  const sampling = Object.entries(methods).map(([name, settled]): [string, Method] => [
    name,
    sampleMethod(model, settings, drawing, atOnce(model, count), { settled })
  ])
  const { down, across } = planeCells(model.image(settings))
  const plane = planeMethod(model, settings, drawing, count, down * across)
  return {
    ...Object.fromEntries(sampling),
    ...(reconstruct ? { reconstruct } : {}),
    ...(plane ? { plane } : {})
  }
}
