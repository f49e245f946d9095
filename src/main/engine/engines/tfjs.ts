/**
 * tfjs without a native library. Its core knows no gradients by itself; the whole of tfjs registers them, and must be
 * loaded in the form that shares this very core.
 */
import '@tensorflow/tfjs'
import * as tf from '@tensorflow/tfjs-core'
import { registerSecondOrder } from '../../tensors/second-order'

registerSecondOrder(tf)

export { tf }
