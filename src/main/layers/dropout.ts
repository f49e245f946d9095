import { tf } from '../tensors/tf'
import { pointwise, type Layer } from './layer'

/**
 * Zeroes each number with probability `rate` and scales the rest by 1 / (1 − rate); nothing when sampling (Srivastava
 * et al. 2014).
 */
export const dropout = (rate: number): Layer =>
  pointwise('dropout', (x, { training, draws }) => (training ? tf.mul(x, draws.keepMask('mask', x.shape, rate)) : x), {
    perPass: true
  })
