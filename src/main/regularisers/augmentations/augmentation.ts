/**
 * What a file of an augmentation declares. Differentiable augmentation (Zhao et al. 2020, arXiv:2006.10738): everything
 * that the discriminator sees, real and generated, is changed by draws of the same kind, and the gradient passes
 * through. It lets small folders train without the discriminator learning the pictures by heart.
 */
import type { Tensor } from '@tensorflow/tfjs-core'

export interface Augmentation {
  id: string
  /** As the window lists it, with a capital. */
  label: string
  /** Those that are chosen together are applied from the lowest on. */
  order: number
  /** Uniform numbers in [0, 1) that one picture takes. */
  draws: number
  /**
   * @param x [batch, height, width, channels] in [−1, 1]
   * @param draws [batch, draws]
   * @returns the same shape
   */
  apply: (x: Tensor, draws: Tensor) => Tensor
}
