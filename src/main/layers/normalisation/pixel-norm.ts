import { tf } from '../../tensors/tf'
import { pointwise, type Layer } from '../layer'

/**
 * Every pixel's channels, or a vector's numbers, brought to a mean square of 1: x/√(mean x² + ε) (Karras et al. 2018,
 * section 4.2).
 */
export const pixelNorm = ({ epsilon = 1e-8 }: { epsilon?: number } = {}): Layer =>
  pointwise('pixelNorm', x => tf.div(x, tf.sqrt(tf.add(tf.mean(tf.square(x), -1, true), epsilon))))
