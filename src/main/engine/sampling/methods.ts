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
import { wanted, type Method, type TensorSpec } from '../../tensors/program'
import { Draws } from '../../tensors/random/draws'
import { tf } from '../../tensors/tf'

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
 * latents: float32 [count, latent] (and labels: int32 [count] where it is conditioned on classes; conditions: uint8
 * [count, height·width·channels], the pictures to translate, where it learns pairs) → pixels: int32
 * [count, height, width, channels], 0 to 255; or points: float32 [count, 2].
 */
export function sampleMethod(model: ModelDefinition, settings: Settings, drawing: Drawing, count: number): Method {
  const image = model.image(settings)
  const [form, conditional] = [formOf(model), model.conditional === true]
  const labels: Record<string, TensorSpec> = conditional ? { labels: { shape: [count], dtype: 'int32' } } : {}
  const conditions: Record<string, TensorSpec> =
    form === 'pairs' ? { conditions: { shape: [count, image[0] * image[1] * image[2]], dtype: 'uint8' } } : {}
  return {
    inputs: { latents: { shape: [count, model.latent(settings)], dtype: 'float32' }, ...labels, ...conditions },
    run: (inputs): Record<string, Tensor> => {
      const drawn = model.sampling.draw(
        calls(drawing),
        {
          latents: wanted(inputs, 'latents'),
          label: conditional ? wanted(inputs, 'labels') : null,
          input: form === 'pairs' ? picturesOf(engine().graph.numbers(wanted(inputs, 'conditions')), image) : null
        },
        byName(drawing.state, 'state')
      )
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
      { latents, label: null, input: null },
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
