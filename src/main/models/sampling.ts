/** How a model's pictures are drawn once it is trained, or while it is. */
import type { Tensor, Variable } from '@tensorflow/tfjs-core'
import type { Named, Networks } from './phase'

export interface SamplingInputs {
  /** [batch, latent] */
  latents: Tensor
  /** Class of each, int32 [batch], where the model is conditioned on classes. */
  label: Tensor | null
  /** What to translate, [batch, height, width, channels] in [−1, 1], where the model learns pairs. */
  input: Tensor | null
}

export interface Sampling<N extends string = string> {
  /** Networks that it takes; their averages where the run keeps such. */
  networks: readonly N[]
  /** Pictures in [−1, 1], [batch, height, width, channels], or points [batch, 2]. */
  draw(networks: Networks<N>, inputs: SamplingInputs, state: Named<Variable>): Tensor
  /** Where there is an encoder: pictures in [−1, 1] → latents [batch, latent]. */
  encode?(networks: Networks<N>, pictures: Tensor, state: Named<Variable>): Tensor
}
