/** What a loss file declares: the two halves of the game, on logits. */
import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import type { TF } from '../engine/tensorflow/tf'

export interface Objective {
  id: string
  /** Formula first, then where it comes from. */
  formula: string
  source: string
  /** [batch, 1], [batch, 1] → scalar. */
  discriminator: (tf: TF, real: Tensor, fake: Tensor) => Tensor
  /** [batch, 1] → scalar. */
  generator: (tf: TF, fake: Tensor) => Tensor
}
