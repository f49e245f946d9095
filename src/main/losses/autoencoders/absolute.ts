import type { Reconstruction } from './reconstruction'

/** Mean absolute error of a pixel, 0 to 1: 0.05 is off by a twentieth of the way from black to white. */
const absolute: Reconstruction = {
  id: 'absolute',
  formula: 'mean |x − σ(l)|',
  source: 'mean absolute error (L1)',
  loss: (tf, logits, wanted) => tf.mean(tf.abs(tf.sub(tf.sigmoid(logits), wanted)))
}
export default absolute
