import type { Tensor } from '@tensorflow/tfjs-core'
import { tf } from '../tensors/tf'

/**
 * How far generated pictures are from their targets: E[‖y − G(x, z)‖₁] (Isola et al. 2017, equation 3), as a mean over
 * pixels and channels.
 * @param generated,target [batch, height, width, channels] in [−1, 1]
 * @returns scalar, 0 to 2
 */
export const l1 = (generated: Tensor, target: Tensor): Tensor => tf.mean(tf.abs(tf.sub(target, generated)))
