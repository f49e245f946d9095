/** The methods that draw pictures from latents, and latents from pictures. */
import type { Tensor, Variable } from '@tensorflow/tfjs-core'
import type { Settings } from '../../../shared/domain'
import { formOf, showsOf, type ModelDefinition } from '../../models/definition'
import type { Networks } from '../../models/phase'
import { engine } from '../../tensors/engine'
import { byName, networkCall, networksOf } from '../networks/calls'
import type { Network } from '../networks/network'
import type { NetworkPass } from '../networks/tensor-scope'
import { bytesOf, picturesOf } from '../../tensors/pixels'
import { wanted, type Method } from '../../tensors/program'
import { Draws } from '../../tensors/random/draws'
import { tf } from '../../tensors/tf'
import { fedInputs } from './inputs'

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

const calls = ({ networks }: Drawing): Networks =>
  networksOf([...networks].map(([name, network]) => [name, networkCall(network, samplingPass)]))

/**
 * What the model declares to be sampled from, each under its key as inputs.ts feeds it → pixels: int32
 * [count, height, width, channels], 0 to 255; or points: float32 [count, 2].
 */
export function sampleMethod(model: ModelDefinition, settings: Settings, drawing: Drawing, count: number): Method {
  const form = formOf(model)
  const { specs, read } = fedInputs(model, settings, count)
  return {
    inputs: specs,
    run: (inputs): Record<string, Tensor> => {
      const drawn = model.sampling.draw(calls(drawing), read(inputs), byName(drawing.state, 'state'))
      return form === 'points' ? { points: drawn } : { pixels: bytesOf(drawn) }
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
      byName(drawing.state, 'state')
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
    inputs: { pixels: { shape: [count, image[0] * image[1] * image[2]], dtype: 'uint8' } },
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
  const reconstruct =
    showsOf(model, settings) === 'reconstructions' ? reconstructMethod(model, settings, drawing, count) : null
  return { sample: sampleMethod(model, settings, drawing, count), ...(reconstruct ? { reconstruct } : {}) }
}
