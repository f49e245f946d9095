/**
 * Gradients that tfjs lacks and second-order gradients need, e.g. those of penalties on the discriminator's gradient.
 */
import type { Tensor4D } from '@tensorflow/tfjs-core'
import type { TF } from './tf'

interface ConvAttributes {
  strides: [number, number] | number
  pad: 'same' | 'valid' | number
  filterShape: [number, number, number, number]
}

/** Registers them with a library, each of which keeps its own list. */
export function registerSecondOrder(tf: TF): void {
  // A comparison's derivative is 0 almost everywhere. Equal: of what is the largest.
  for (const kernelName of ['Greater', 'Equal'])
    tf.registerGradient({
      kernelName,
      inputsToSave: ['a', 'b'],
      gradFunc: (_dy, [a, b]) => ({
        a: () => tf.zerosLike(a ?? tf.scalar(0)),
        b: () => tf.zerosLike(b ?? tf.scalar(0))
      })
    })

  // dW = f(x, dy) is linear in both: by x it is the transposed convolution of dy with ddW, by dy the convolution of x
  // with ddW.
  tf.registerGradient({
    kernelName: 'Conv2DBackpropFilter',
    inputsToSave: ['x', 'dy'],
    gradFunc: (ddw, [x, dy], attributes) => {
      const { strides, pad } = attributes as unknown as ConvAttributes
      const [pictures, outer, kernel] = [x, dy, ddw] as [Tensor4D, Tensor4D, Tensor4D]
      return {
        x: () => tf.conv2dTranspose(outer, kernel, pictures.shape, strides, pad),
        dy: () => tf.conv2d(pictures, kernel, strides, pad)
      }
    }
  })
}
