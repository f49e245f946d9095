/** An autoencoder's two networks, and what they do once trained: pictures to latents, latents to pictures. */
import type { Tensor, Variable } from '@tensorflow/tfjs-core'
import type { ImageShape, Settings } from '../../../shared/domain'
import type { AutoencoderModel } from '../../models/families/autoencoder'
import { tf } from '../engine'
import type { StepContext } from '../layers/layer'
import { Network } from '../network'
import { pixels, type Method } from '../program'
import { bytesOf, picturesOf } from './bytes'
import { Codes } from './codes'
import type { BuildOptions } from './family'
import { restful, sampleMethod, wanted } from './methods'

export class Coder {
  readonly encoder: Network
  readonly decoder: Network
  /** Of a plain one; a variational one's latents are its codes. */
  readonly codes: Codes | null
  readonly image: ImageShape
  readonly latent: number

  constructor(model: AutoencoderModel, settings: Settings, seed: number, frozen: BuildOptions['frozen'] = {}) {
    this.image = model.image(settings)
    this.latent = model.latent(settings)
    this.encoder = new Network('encoder', model.encoder(settings), this.image, seed, frozen.encoder)
    this.decoder = new Network('decoder', model.decoder(settings), [this.latent], seed, frozen.decoder)
    this.codes = model.beta ? null : new Codes(this.latent)
  }

  /** Without the optimiser's. */
  get variables(): Map<string, Variable> {
    return new Map([...[...this.decoder.weights, ...this.encoder.weights].map(({ name, variable }) => [name, variable] as const), ...(this.codes?.variables ?? [])])
  }

  /** What the encoder says: codes, or of a variational one means and log variances, [batch, latent] each. */
  code(pictures: Tensor, context: StepContext): { mean: Tensor; logVariance: Tensor | null } {
    const said = this.encoder.apply(pictures, context)
    if (this.codes) return { mean: said, logVariance: null }
    const [mean, logVariance] = tf.split(said, 2, 1) as [Tensor, Tensor]
    return { mean, logVariance }
  }

  /** [batch, latent] → pictures in [−1, 1]: 2·σ(l) − 1 is tanh(l/2). */
  draw(latents: Tensor, context: StepContext): Tensor {
    return context.ops.tanh(tf.div(this.decoder.apply(this.codes?.from(latents) ?? latents, context), 2))
  }

  /** Pictures in [−1, 1] → [batch, latent]: a variational one's means. */
  find(pictures: Tensor, context: StepContext): Tensor {
    const { mean } = this.code(pictures, context)
    return this.codes?.standard(mean) ?? mean
  }

  sample(count: number): Method {
    return sampleMethod({ apply: (latents, context) => this.draw(latents, context) }, { latent: this.latent, image: this.image }, count)
  }

  /** pixels: uint8 [count, height·width·channels] → latents: float32 [count, latent]. */
  encode(count: number): Method {
    return this.#look(count, pictures => ({ latents: this.find(pictures, restful()) }))
  }

  /** The same → pixels: int32 [count, height, width, channels]. */
  reconstruct(count: number): Method {
    return this.#look(count, pictures => ({ pixels: bytesOf(this.draw(this.find(pictures, restful()), restful())) }))
  }

  #look(count: number, see: (pictures: Tensor) => Record<string, Tensor>): Method {
    const size = this.image[0] * this.image[1] * this.image[2]
    return { inputs: { pixels: { shape: [count, size], dtype: 'uint8' } }, run: inputs => see(picturesOf(pixels(wanted(inputs, 'pixels')), this.image)) }
  }

  dispose(): void { for (const part of [this.encoder, this.decoder, this.codes]) part?.dispose() }
}
