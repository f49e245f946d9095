import { tf } from '../../tensors/tf'
import type { ReconstructionLoss } from './loss'

/** Mean absolute error of a pixel, 0 to 1: 0.05 is off by a twentieth of the way from black to white. */
const absolute: ReconstructionLoss = {
  id: 'absolute',
  label: 'Absolute error',
  formula: 'mean |x − σ(l)|',
  source: 'mean absolute error (L1)',
  loss: (logits, target) => tf.mean(tf.abs(tf.sub(tf.sigmoid(logits), target)))
}
export default absolute
