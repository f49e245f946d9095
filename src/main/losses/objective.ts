/** What a loss file declares: the two halves of the game, on logits. */
import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import type { TF } from '../engine/tensorflow/tf'

export interface Objective {
  id: string
  /** Formula first, then where it comes from. */
  formula: string
  source: string
  /** What D should say of a real picture, logits [batch, 1] → scalar. `label` below 1 smooths it where the loss has labels. */
  real: (tf: TF, logits: Tensor, label: number) => Tensor
  /** What D should say of a made one → scalar. */
  fake: (tf: TF, logits: Tensor) => Tensor
  /** What G wants D to say of a made one → scalar. */
  generator: (tf: TF, logits: Tensor) => Tensor
}
