import { tf } from '../tensors/tf'
import type { Schedule } from './schedule'

/** Whole for the first half, then straight down to 0 (as in CycleGAN, Zhu et al. 2017). */
const linear: Schedule = {
  id: 'linear',
  label: 'Down to 0 in the second half',
  source: 'arXiv:1703.10593',
  factor: done => tf.minimum(1, tf.mul(tf.sub(1, done), 2))
}
export default linear
