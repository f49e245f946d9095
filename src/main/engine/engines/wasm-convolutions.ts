/**
 * The two gradients of a convolution for tfjs's wasm back end, as convolutions: its own kernel by the input is a plain
 * loop, one by the filter it lacks. XNNPACK's convolution, vectorised, is what it is fast at.
 */
import * as tf from '@tensorflow/tfjs-core'

type Shape4D = [number, number, number, number]
interface Attributes {
  strides: number | [number, number]
  pad: 'same' | 'valid' | number | tf.backend_util.ExplicitPadding
  dimRoundingMode?: 'floor' | 'round' | 'ceil'
}

/** Replaces and adds the kernels; once per process. */
export function registerConvolutionGradients(): void {
  const slow = tf.getKernel(tf.Conv2DBackpropInput, 'wasm')
  tf.unregisterKernel(tf.Conv2DBackpropInput, 'wasm')
  tf.registerKernel({
    kernelName: tf.Conv2DBackpropInput,
    backendName: 'wasm',
    kernelFunc: call => {
      const { dy, filter } = call.inputs as unknown as { dy: tf.Tensor4D; filter: tf.Tensor4D }
      const { inputShape, ...attributes } = call.attrs as unknown as Attributes & { inputShape: Shape4D }
      return byInput(dy, filter, inputShape, attributes) ?? slow.kernelFunc(call)
    }
  })
  tf.registerKernel({
    kernelName: tf.Conv2DBackpropFilter,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) => {
      const { x, dy } = inputs as unknown as { x: tf.Tensor4D; dy: tf.Tensor4D }
      const { filterShape, ...attributes } = attrs as unknown as Attributes & { filterShape: Shape4D }
      return byFilter(x, dy, filterShape, attributes)
    }
  })
}

/** By each tap of the filter: x slid over dy, whose rows lie `stride` apart, with the batch summed as channels are. */
function byFilter(
  x: tf.Tensor4D,
  dy: tf.Tensor4D,
  filterShape: Shape4D,
  { strides, pad, dimRoundingMode }: Attributes
): tf.Tensor {
  const { strideHeight, strideWidth, padInfo, outHeight, outWidth } = tf.backend_util.computeConv2DInfo(
    x.shape,
    filterShape,
    strides,
    1,
    pad,
    dimRoundingMode
  )
  const [, height, width] = x.shape
  // What of x the filter ever touches: a last stride that does not fit is cut off.
  const below = filterShape[0] + (outHeight - 1) * strideHeight - height - padInfo.top
  const right = filterShape[1] + (outWidth - 1) * strideWidth - width - padInfo.left
  return tf.tidy(() => {
    const touched =
      below < 0 || right < 0
        ? tf.slice(x, [0, 0, 0, 0], [-1, height + Math.min(0, below), width + Math.min(0, right), -1])
        : x
    const pictures = tf.transpose(touched, [3, 1, 2, 0]) // [c, h, w, batch]
    const outer = tf.transpose(dy, [1, 2, 0, 3]) // [oh, ow, batch, f]
    const sides: tf.backend_util.ExplicitPadding = [
      [0, 0],
      [padInfo.top, Math.max(0, below)],
      [padInfo.left, Math.max(0, right)],
      [0, 0]
    ]
    return tf.transpose(tf.conv2d(pictures, outer, 1, sides, 'NHWC', [strideHeight, strideWidth]), [1, 2, 0, 3])
  })
}

/**
 * By the input. A strided convolution sees its picture in blocks of stride × stride; with each block moved into
 * channels it is a convolution of stride 1, whose gradient is a convolution with the kernel turned round.
 * @returns null where the picture is not made of whole blocks.
 */
function byInput(
  dy: tf.Tensor4D,
  filter: tf.Tensor4D,
  inputShape: Shape4D,
  { strides, pad, dimRoundingMode }: Attributes
): tf.Tensor | null {
  const {
    strideHeight: stride,
    strideWidth,
    padInfo,
    outHeight,
    outWidth
  } = tf.backend_util.computeConv2DInfo(inputShape, filter.shape, strides, 1, pad, dimRoundingMode)
  const [batch, height, width, channels] = inputShape
  if (stride !== strideWidth || height % stride !== 0 || width % stride !== 0) return null
  const [size, sizeWidth, , filters] = filter.shape
  // Zeros before the kernel, so that its padding is whole blocks, and after, so that it ends with one.
  const [front, left] = [(stride - (padInfo.top % stride)) % stride, (stride - (padInfo.left % stride)) % stride]
  const [rows, columns] = [Math.ceil((front + size) / stride), Math.ceil((left + sizeWidth) / stride)]
  const [top, start] = [(padInfo.top + front) / stride, (padInfo.left + left) / stride]
  const [high, wide] = [height / stride, width / stride]
  return tf.tidy(() => {
    const padded = tf.pad(filter, [
      [front, rows * stride - front - size],
      [left, columns * stride - left - sizeWidth],
      [0, 0],
      [0, 0]
    ])
    const blocks = tf.reshape(
      tf.transpose(tf.reshape(padded, [rows, stride, columns, stride, channels, filters]), [0, 2, 5, 1, 3, 4]),
      [rows, columns, filters, stride * stride * channels]
    )
    const sides: tf.backend_util.ExplicitPadding = [
      [0, 0],
      [rows - 1 - top, high - outHeight + top],
      [columns - 1 - start, wide - outWidth + start],
      [0, 0]
    ]
    const dx = tf.conv2d(dy, tf.reverse(blocks, [0, 1]) as tf.Tensor4D, 1, sides)
    return tf.reshape(
      tf.transpose(tf.reshape(dx, [batch, high, wide, stride, stride, channels]), [0, 1, 3, 2, 4, 5]),
      inputShape
    )
  })
}
