/** How far a picture that was made of an input is from the input's own target: L1(G) = E[‖y − G(x, z)‖₁] (Isola et al. 2017, equation 3), as a mean over pixels and channels. */
import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import type { TF } from '../../engine/engine'

/** @param made,target [batch, height, width, channels] in [−1, 1] @returns scalar, 0 to 2 */
export const difference = (tf: TF, made: Tensor, target: Tensor): Tensor => tf.mean(tf.abs(tf.sub(target, made)))
