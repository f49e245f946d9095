/** What a loss file declares: the two halves of the game, on logits. */
import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import type { TF } from '../engine/engine'

export interface Objective {
  id: string
  /** Formula first, then where it comes from. */
  formula: string
  source: string
  /** D's loss is this times the sum of its two halves: ½ where the paper takes their mean, 1 where it takes the sum. */
  halves: 0.5 | 1
  /** Both losses where real and made are the same to D; left out where D could then say anything. */
  rest?: { discriminator: number; generator: number }
  /**
   * What D's word means. labels: logits, or numbers near the labels it was told. margin: its sign counts, beyond a
   * margin all is well. score: only differences count.
   */
  verdict: 'labels' | 'margin' | 'score'
  /** How sure of a real picture an output is, 0 to 1; the logistic function of it where left out. */
  probability?: (output: number) => number
  /** What D should say of a real picture, logits [batch, 1] → scalar. `label` below 1 smooths it where the loss has labels. */
  real: (tf: TF, logits: Tensor, label: number) => Tensor
  /** What D should say of a made one → scalar. */
  fake: (tf: TF, logits: Tensor) => Tensor
  /** What G wants D to say of a made one → scalar. */
  generator: (tf: TF, logits: Tensor) => Tensor
}
