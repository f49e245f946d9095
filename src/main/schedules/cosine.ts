import { tf } from '../tensors/tf'
import type { Schedule } from './schedule'

/** ½·(1 + cos π·p), without restarts (Loshchilov and Hutter 2017). */
const cosine: Schedule = {
  id: 'cosine',
  label: 'Cosine down to 0',
  source: 'arXiv:1608.03983',
  factor: done => tf.mul(tf.add(tf.cos(tf.mul(done, Math.PI)), 1), 0.5)
}
export default cosine
