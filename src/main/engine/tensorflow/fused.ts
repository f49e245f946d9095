/**
 * The engine's operations as single TensorFlow kernels with single-kernel gradients. tfjs composes the same gradients
 * from comparisons, selections and reductions: several kernels and intermediate tensors for each.
 * Gradients of LeakyReluGrad, BiasAddGrad and MatMul are known too, so that penalties on gradients (R1, WGAN-GP) work.
 */
import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import { axis } from '../../tensors/axis'
import type { Ops } from '../../tensors/ops'
import { plainOps } from '../../tensors/ops-plain'
import { attribute, backend, native, rawOp, type OpAttribute } from './binding'
import { fewTransposedConv, hasFewPositions } from './few-positions'
import { tf } from './tf'
import { isThin, thinConv, thinTransposedConv } from './thin'

const T = attribute.type('T', 'float32')
const channelsLast = attribute.string('data_format', 'NHWC')

/**
 * One op with a gradient of our own; `gradient` may use other ops of this kind, which makes it differentiable again.
 * It gets y and the inputs back as saved copies: tfjs may have disposed of the originals by then.
 */
function withGradient(
  inputs: Tensor[],
  forward: (...inputs: Tensor[]) => Tensor,
  gradient: (dy: Tensor, y: Tensor, ...inputs: Tensor[]) => Tensor[]
): Tensor {
  const op = tf.customGrad((...args) => {
    const save = args.at(-1) as unknown as (tensors: Tensor[]) => void
    const originals = args.slice(0, inputs.length) as Tensor[]
    const y = forward(...originals)
    save([y, ...originals])
    return { value: y, gradFunc: (dy: Tensor, [savedY = y, ...saved]: Tensor[]) => gradient(dy, savedY, ...saved) }
  })
  return op(...inputs)
}

function matMul(a: Tensor, b: Tensor, transposeA = false, transposeB = false): Tensor {
  return withGradient(
    [a, b],
    (x, y) =>
      rawOp(
        'MatMul',
        [T, attribute.bool('transpose_a', transposeA), attribute.bool('transpose_b', transposeB)],
        [x, y]
      ),
    (dy, _y, x = a, y = b) => [
      transposeA ? matMul(y, dy, transposeB, true) : matMul(dy, y, false, !transposeB),
      transposeB ? matMul(dy, x, true, transposeA) : matMul(x, dy, !transposeA, false)
    ]
  )
}

const biasAdd = (x: Tensor, bias: Tensor): Tensor =>
  withGradient(
    [x, bias],
    (a, b) => rawOp('BiasAdd', [T, channelsLast], [a, b]),
    dy => [dy, biasAddGradient(dy)]
  )

const biasAddGradient = (dy: Tensor): Tensor =>
  withGradient(
    [dy],
    a => rawOp('BiasAddGrad', [T, channelsLast], [a]),
    ddy => [tf.broadcastTo(ddy, dy.shape)]
  )

const relu = (x: Tensor): Tensor =>
  withGradient(
    [x],
    a => rawOp('Relu', [T], [a]),
    (dy, y) => [reluGradient(dy, y)]
  )
/** dy where y > 0. Its own gradient by y is 0 almost everywhere. */
const reluGradient = (dy: Tensor, y: Tensor): Tensor =>
  withGradient(
    [dy, y],
    (a, b) => rawOp('ReluGrad', [T], [a, b]),
    (ddy, _, __, saved = y) => [reluGradient(ddy, saved), tf.zerosLike(saved)]
  )

// Its gradient looks at y, whose sign is x's: then nothing but the activation needs the convolution or product with its
// bias as it was before, and TensorFlow makes one kernel of the three (docs/decisions/0015-faster-steps.md).
const leakyRelu = (x: Tensor, slope: number): Tensor =>
  withGradient(
    [x],
    a => rawOp('LeakyRelu', [T, attribute.float('alpha', slope)], [a]),
    (dy, y) => [leakyReluGradient(dy, y, slope)]
  )
/** dy where y > 0, slope·dy elsewhere. */
const leakyReluGradient = (dy: Tensor, y: Tensor, slope: number): Tensor =>
  withGradient(
    [dy, y],
    (a, b) => rawOp('LeakyReluGrad', [T, attribute.float('alpha', slope)], [a, b]),
    (ddy, _, __, saved = y) => [leakyReluGradient(ddy, saved, slope), tf.zerosLike(saved)]
  )

// Only ever in a generator's last layers or hidden layers: gradients of these gradients are not asked for.
const selu = (x: Tensor): Tensor =>
  withGradient(
    [x],
    a => rawOp('Selu', [T], [a]),
    (dy, y) => [rawOp('SeluGrad', [T], [dy, y])]
  )
const tanh = (x: Tensor): Tensor =>
  withGradient(
    [x],
    a => rawOp('Tanh', [T], [a]),
    (dy, y) => [rawOp('TanhGrad', [T], [y, dy])]
  )

function batchNorm(
  x: Tensor,
  gamma: Tensor,
  beta: Tensor,
  epsilon: number
): { y: Tensor; mean: Tensor; variance: Tensor } {
  const attributes: OpAttribute[] = [
    T,
    attribute.type('U', 'float32'),
    attribute.float('epsilon', epsilon),
    channelsLast,
    attribute.bool('is_training', true)
  ]
  const channels = x.shape.at(-1) ?? 1
  const count = x.size / channels
  // The kernel wants four axes.
  const image = x.rank === 4 ? x : tf.reshape(x, [-1, 1, 1, channels])
  let statistics: Tensor[] = []
  const y = tf.customGrad((...args) => {
    const [a, g, b, save] = args as unknown as [Tensor, Tensor, Tensor, (tensors: Tensor[]) => void]
    const empty = tf.tensor1d([], 'float32')
    const outputs = backend.executeMultipleOutputs(
      'FusedBatchNormV3',
      [...attributes, attribute.float('exponential_avg_factor', 1)],
      [a, g, b, empty, empty],
      6
    )
    statistics = outputs.slice(1, 3).map(tensor => tf.keep(tensor))
    save([a, g, ...outputs.slice(3)])
    return {
      value: outputs[0] as Tensor,
      gradFunc: (dy: Tensor, saved: Tensor[]) =>
        backend.executeMultipleOutputs('FusedBatchNormGradV3', attributes, [dy, ...saved], 5).slice(0, 3)
    }
  })(image, gamma, beta)
  const [mean, unbiased] = statistics as [Tensor, Tensor]
  // The kernel's variance is the unbiased one; the paper's batch variance is not.
  const result = {
    y: x.rank === 4 ? y : tf.reshape(y, x.shape),
    mean: tf.clone(mean),
    variance: tf.mul(unbiased, (count - 1) / Math.max(1, count))
  }
  for (const kept of statistics) kept.dispose()
  return result
}

/** Kernels of GPUs are others. */
const onProcessors = !native.isUsingGpuDevice()

const conv: Ops['conv'] = (x, kernel, stride, padding = 'same') =>
  padding === 'same' && isThin(x.shape.slice(1, 3), kernel.shape, stride)
    ? thinConv(x, kernel)
    : plainOps.conv(x, kernel, stride, padding)

const transposedConv: Ops['transposedConv'] = (x, kernel, stride, padding = 'same') => {
  const sides = x.shape.slice(1, 3).map(side => side * stride)
  if (padding === 'same' && isThin(sides, kernel.shape, stride)) return thinTransposedConv(x, kernel)
  return onProcessors && hasFewPositions(x, kernel)
    ? fewTransposedConv({ matMul, sumOfRows }, x, kernel, stride, padding)
    : plainOps.transposedConv(x, kernel, stride, padding)
}

/** Only in generators: gradients of its gradient are not asked for. */
function reflectionPad(x: Tensor, by: number): Tensor {
  const attributes = [T, attribute.type('Tpaddings', 'int32'), attribute.string('mode', 'REFLECT')]
  const sides = (): Tensor =>
    tf.tensor2d(
      [
        [0, 0],
        [by, by],
        [by, by],
        [0, 0]
      ],
      [4, 2],
      'int32'
    )
  return withGradient(
    [x],
    a => rawOp('MirrorPad', attributes, [a, sides()]),
    dy => [rawOp('MirrorPadGrad', attributes, [dy, sides()])]
  )
}

const placesType = attribute.type('Tindices', 'int32')
const gatherAttributes = [
  attribute.type('Tparams', 'float32'),
  placesType,
  attribute.type('Taxis', 'int32'),
  attribute.int('batch_dims', 0)
]
const segmentAttributes = [T, placesType, attribute.type('Tnumsegments', 'int32')]

/** tfjs's own looks at the places before it gathers, which a recording does not allow. */
const rows = (x: Tensor, places: Tensor): Tensor =>
  withGradient(
    [x, places],
    (a, at) => rawOp('GatherV2', gatherAttributes, [a, at, tf.scalar(0, 'int32')]),
    (dy, _y, _x, at = places) => [sumOfRows(dy, at, axis(x, 0)), tf.zerosLike(at)]
  )

/** Its transpose: [m, c] → [count, c], rows of the same place added. */
const sumOfRows = (dy: Tensor, places: Tensor, count: number): Tensor =>
  withGradient(
    [dy, places],
    (a, at) => rawOp('UnsortedSegmentSum', segmentAttributes, [a, at, tf.scalar(count, 'int32')]),
    (ddy, _y, _x, at = places) => [rows(ddy, at), tf.zerosLike(at)]
  )

export const fused: Ops = {
  rows,
  matMul: (x, kernel) => matMul(x, kernel),
  conv,
  transposedConv,
  reflectionPad,
  biasAdd,
  relu,
  leakyRelu,
  selu,
  tanh,
  batchNorm
}
