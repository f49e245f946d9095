/** What a file of a reconstruction loss declares: how far a decoder's pictures are from those that were encoded. */
import { elementCount } from '../../lib/shape'
import type { Tensor } from '@tensorflow/tfjs-core'

export interface ReconstructionLoss {
  id: string
  /** As the window lists it. */
  label: string
  formula: string
  source: string
  /**
   * @param logits [batch, height, width, channels]: a pixel's brightness, 0 to 1, is σ of its logit
   * @param target the pictures that were encoded, 0 to 1
   * @returns scalar, a mean over the batch
   */
  loss: (logits: Tensor, target: Tensor) => Tensor
}

/** Numbers in one picture. */
export const numbersIn = ({ shape: [, ...axes] }: Tensor): number => elementCount(axes)
