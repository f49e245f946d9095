/** The compiled methods by which a picture's latent is found. */
import type { Tensor } from '@tensorflow/tfjs-core'
import { elementCount } from '../../lib/shape'
import type { ImageShape, Settings } from '../../../shared/domain'
import { candidates, starts } from '../../../shared/explore/projection'
import { planNetwork } from '../../layers/plan'
import type { Shape } from '../../layers/scope'
import type { ModelDefinition } from '../../models/definition'
import { axis } from '../../tensors/axis'
import { engine } from '../../tensors/engine'
import { bytesOf, picturesOf } from '../../tensors/pixels'
import { wanted, type Method, type TensorSpec } from '../../tensors/program'
import { tf } from '../../tensors/tf'
import { byName, networkCall, networksOf } from '../networks/calls'
import { lookingInputs } from '../networks/looking'
import { Network } from '../networks/network'
import { drawingOf } from './drawing'
import { fedInputs } from './inputs'
import { builtOf, type Built } from './kept-program'
import { samplingPass, type Drawing } from './methods'

/** Of what is found beside pixels: enough to tell edges from blur, too little to win against the pixels. */
const foundWeight = 0.2
/** Of Adam (optimisers/adam). */
const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8]

export interface ProjectionOptions {
  settings: Settings
  shape: ImageShape
  stage: number | undefined
  latent: { key: string; size: number }
}

interface Parts extends ProjectionOptions {
  model: ModelDefinition
  drawing: Drawing
  /** Null where no network of the model looks at such pictures. */
  looking: Network | null
}

/**
 * - begin {declared inputs of all candidates, target} → losses [candidates], pixels, and latents as they are searched
 * - look: the same for the starts
 * - step {declared inputs of the starts, their Adam's averages, count, rate, target} → latents, first, second
 */
export function buildProjection(model: ModelDefinition, options: ProjectionOptions): Built {
  const { settings, shape, stage } = options
  const drawing = drawingOf(model, settings, shape, stage)
  const found = Object.entries(model.networks(settings, stage)).find(
    ([, { looksAtPictures, inputs, ofWhole }]) => looksAtPictures && (ofWhole || inputs[0]?.join() === shape.join())
  )
  const own = found && drawing.networks.get(found[0])
  const looking = own ?? (found ? new Network(planNetwork(...found), { origin: 'zeros' }) : null)
  const networks = [...drawing.networks.values(), ...(looking && !own ? [looking] : [])]
  const parts: Parts = { ...options, model, drawing, looking }
  return builtOf(networks, drawing.state, {
    begin: lookMethod(parts, candidates),
    look: lookMethod(parts, starts),
    step: stepMethod(parts)
  })
}

const networkCalls = ({ drawing }: Parts) =>
  networksOf([...drawing.networks].map(([name, network]) => [name, networkCall(network, samplingPass)]))

const targetSpec = ({ shape }: Parts): Record<string, TensorSpec> => ({
  target: { shape: [1, elementCount(shape)], dtype: 'uint8' }
})

/** The target as networks see it: [1, height, width, channels]. */
const targetIn = ({ shape }: Parts, inputs: Record<string, Tensor>): Tensor =>
  picturesOf(engine().graph.numbers(wanted(inputs, 'target')), shape)

function lookMethod(parts: Parts, count: number): Method {
  const { model, settings, shape, latent, drawing } = parts
  const { specs, read } = fedInputs(model, settings, count, { image: shape })
  return {
    inputs: { ...specs, ...targetSpec(parts) },
    run: (inputs): Record<string, Tensor> => {
      const target = targetIn(parts, inputs)
      const input = read(inputs)
      const { encode, directions } = model.sampling
      const networks = networkCalls(parts)
      const state = byName(drawing.state, 'state')
      // An encoder's own answer is one that is as good as drawn.
      const known = encode && count === candidates ? encode(networks, target, state) : null
      const given = input(latent.key)
      const latents = known ? tf.concat([known, tf.slice(given, [1, 0], [count - 1, latent.size])]) : given
      const from = (key: string): Tensor => (key === latent.key ? latents : input(key))
      const pictures = model.sampling.draw(networks, from, state, settings)
      return {
        losses: lossesOf(parts, pictures, target),
        pixels: bytesOf(pictures),
        latents: directions ? directions.latents(networks, from, state, settings) : tf.clone(latents)
      }
    }
  }
}

/** One step of Adam for every start by itself. */
function stepMethod(parts: Parts): Method {
  const { model, settings, shape, latent, drawing } = parts
  const { specs, read } = fedInputs(model, settings, starts, { image: shape })
  const [rows, number]: TensorSpec[] = [
    { shape: [starts, latent.size], dtype: 'float32' },
    { shape: [], dtype: 'float32' }
  ]
  if (!rows || !number) throw new Error('There are no shapes.')
  return {
    inputs: { ...specs, ...targetSpec(parts), first: rows, second: rows, rate: number, count: number },
    run: (inputs): Record<string, Tensor> => {
      const target = targetIn(parts, inputs)
      const input = read(inputs)
      const latents = input(latent.key)
      const gradient = tf.grad(moved => {
        const from = (key: string): Tensor => (key === latent.key ? moved : input(key))
        const state = byName(drawing.state, 'state')
        return tf.sum(lossesOf(parts, model.sampling.draw(networkCalls(parts), from, state, settings), target))
      })(latents)
      const [first, second, count] = [wanted(inputs, 'first'), wanted(inputs, 'second'), wanted(inputs, 'count')]
      const nextFirst = tf.add(tf.mul(first, beta1), tf.mul(gradient, 1 - beta1))
      const nextSecond = tf.add(tf.mul(second, beta2), tf.mul(tf.square(gradient), 1 - beta2))
      const corrected = tf.div(
        tf.mul(wanted(inputs, 'rate'), tf.sqrt(tf.sub(1, tf.pow(beta2, count)))),
        tf.sub(1, tf.pow(beta1, count))
      )
      const moved = tf.sub(latents, tf.mul(corrected, tf.div(nextFirst, tf.add(tf.sqrt(nextSecond), epsilon))))
      return { latents: within(parts, moved), first: nextFirst, second: nextSecond }
    }
  }
}

/**
 * Where latents are drawn: uniform ones have edges, normal ones hardly lie further from the middle than √n + 2. Of a
 * space of directions no edge is known.
 */
function within({ model, settings, latent: { key, size } }: Parts, latents: Tensor): Tensor {
  if (model.sampling.directions) return latents
  const declared = model.sampling.inputs(settings).find(input => input.key === key)
  if (declared?.kind === 'latent' && declared.distribution === 'uniform') return tf.clipByValue(latents, -1, 1)
  const length = tf.maximum(tf.sqrt(tf.sum(tf.square(latents), 1, true)), 1e-6)
  return tf.mul(latents, tf.minimum(tf.div(Math.sqrt(size) + 2, length), 1))
}

/** How far each picture lies from the target, in its pixels and in what is found in them: [batch]. */
function lossesOf({ looking }: Parts, pictures: Tensor, target: Tensor): Tensor {
  const pixels = perPicture(tf.square(tf.sub(pictures, target)))
  if (!looking) return pixels
  const [here, there] = [directionsFound(looking, pictures), directionsFound(looking, target)]
  if (here.length === 0) return pixels
  // [batch, height, width, channels] → sums over channels, means over places.
  const apart = here.map((found, i) => {
    const other = there[i]
    if (!other) throw new Error('A network has found more in one picture than in another.')
    return perPicture(tf.sum(tf.square(tf.sub(found, other)), -1, true))
  })
  return tf.add(pixels, tf.mul(tf.div(tf.addN(apart), apart.length), foundWeight))
}

const perPicture = (x: Tensor): Tensor => tf.mean(tf.reshape(x, [axis(x, 0), -1]), 1)

/** What each convolution finds, scaled to length 1 at every place (Zhang et al. 2018, arXiv:1801.03924, equation 1). */
function directionsFound(network: Network, pictures: Tensor): Tensor[] {
  const batch = axis(pictures, 0)
  // What it is conditioned on is nobody's to say: all are of the first class, or of none.
  const none = (shape: Shape) => tf.zeros([batch, ...shape], shape.length === 0 ? 'int32' : 'float32')
  return network
    .features(lookingInputs(network, pictures, none), samplingPass())
    .map(found => tf.div(found, tf.sqrt(tf.add(tf.sum(tf.square(found), -1, true), 1e-8))))
}
