/** Draws of a batch, [batch, draws], taken apart. */
import type { Tensor } from '@tensorflow/tfjs-core'
import { tf } from '../../tensors/tf'
import { axis } from '../../tensors/axis'

/** One draw of every picture: [batch, 1]. */
export const column = (draws: Tensor, index: number): Tensor => tf.slice(draws, [0, index], [axis(draws, 0), 1])

/** For arithmetic with pictures: [batch, 1] → [batch, 1, 1, 1]. */
export const perPicture = (draw: Tensor): Tensor => tf.reshape(draw, [axis(draw, 0), 1, 1, 1])
