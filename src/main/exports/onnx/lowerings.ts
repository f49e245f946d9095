/**
 * What tfjs's kernels are in ONNX, by the kernels' names (tfjs-core/src/kernel_names.ts): one line each where the two
 * agree. Pictures stay as they are, [batch, height, width, channels]; convolutions turn them.
 */
import { convolution, transposedConvolution } from './convolutions'
import type { Lowered, Lowering, Value } from './lowering'

/** The same inputs in the same order, no attributes. */
const same =
  (op: string): Lowering =>
  ({ onnx, inputs }) =>
    onnx.node(op, inputs())

const output = ({ node }: Lowered): Value => {
  const [first] = node.outputs
  if (!first) throw new Error(`${node.op} makes nothing.`)
  return first
}

const numbers = (value: unknown): number[] =>
  (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]).map(Number)

/** Along axes; along all where none are said. ONNX keeps the axes, a reshape takes them away. */
const reduction =
  (op: string): Lowering =>
  of => {
    const { onnx, input, value, node } = of
    const axes = numbers(node.attributes.axis ?? node.attributes.reductionIndices)
    const along = axes.length > 0 ? axes : [...value('x').shape.keys()]
    const made = onnx.node(op, [input('x'), onnx.whole(along)], { keepdims: 1 })
    return onnx.node('Reshape', [made, onnx.whole(output(of).shape)])
  }

const reshaped: Lowering = of => of.onnx.node('Reshape', [of.inputs()[0] ?? '', of.onnx.whole(output(of).shape)])

/** x · f(x) and the like: of other operations. */
const composed: Record<string, Lowering> = {
  Square: ({ onnx, input }) => onnx.node('Mul', [input('x'), input('x')]),
  Rsqrt: ({ onnx, input }) => onnx.node('Reciprocal', [onnx.node('Sqrt', [input('x')])]),
  SquaredDifference: ({ onnx, input }) => {
    const difference = onnx.node('Sub', [input('a'), input('b')])
    return onnx.node('Mul', [difference, difference])
  },
  /** The remainder has the divisor's sign. */
  Mod: ({ onnx, input, value }) => {
    if (value('a').dtype === 'int32' && value('b').dtype === 'int32') return onnx.node('Mod', [input('a'), input('b')])
    const times = onnx.node('Floor', [onnx.node('Div', [input('a'), input('b')])])
    return onnx.node('Sub', [input('a'), onnx.node('Mul', [times, input('b')])])
  },
  ClipByValue: ({ onnx, input, node }) =>
    onnx.node('Clip', [
      input('x'),
      onnx.scalar(Number(node.attributes.clipValueMin)),
      onnx.scalar(Number(node.attributes.clipValueMax))
    ]),
  ZerosLike: ({ onnx, input, value }) => onnx.node('Mul', [input('x'), onnx.scalar(0, value('x').dtype)]),
  OnesLike: of => of.onnx.node('Expand', [of.onnx.scalar(1, output(of).dtype), of.onnx.whole(output(of).shape)]),
  FusedBatchNorm: ({ onnx, input, node }) => {
    const variance = onnx.node('Add', [input('variance'), onnx.scalar(Number(node.attributes.varianceEpsilon))])
    const centred = onnx.node('Sub', [input('x'), input('mean')])
    const normalised = onnx.node('Div', [centred, onnx.node('Sqrt', [variance])])
    const scaled = 'scale' in node.inputs ? onnx.node('Mul', [normalised, input('scale')]) : normalised
    return 'offset' in node.inputs ? onnx.node('Add', [scaled, input('offset')]) : scaled
  }
}

const shapes: Record<string, Lowering> = {
  Reshape: reshaped,
  ExpandDims: reshaped,
  Transpose: ({ onnx, input, node }) => onnx.node('Transpose', [input('x')], { perm: numbers(node.attributes.perm) }),
  Concat: ({ onnx, inputs, node }) => onnx.node('Concat', inputs(), { axis: Number(node.attributes.axis) }),
  Pack: ({ onnx, inputs, node }) => {
    const axis = onnx.whole([Number(node.attributes.axis)])
    const rows = inputs().map(name => onnx.node('Unsqueeze', [name, axis]))
    return onnx.node('Concat', rows, { axis: Number(node.attributes.axis) })
  },
  SplitV: ({ onnx, input, node }) => {
    const axis = Number(node.attributes.axis)
    const outputs = node.outputs.map(() => onnx.fresh('Split'))
    const sizes = onnx.whole(node.outputs.map(({ shape }) => shape.at(axis) ?? 1))
    onnx.several('Split', [input('x'), sizes], { axis }, outputs)
    return outputs
  },
  Slice: of => {
    const { onnx, input, node } = of
    const begin = numbers(node.attributes.begin)
    const end = output(of).shape.map((size, axis) => (begin[axis] ?? 0) + size)
    return onnx.node('Slice', [input('x'), onnx.whole(begin), onnx.whole(end)])
  },
  Reverse: ({ onnx, input, value, node }) => {
    const axes = numbers(node.attributes.dims).map(axis => (axis < 0 ? axis + value('x').shape.length : axis))
    const all = (number: number): string => onnx.whole(axes.map(() => number))
    // From the last one down past the first.
    return onnx.node('Slice', [input('x'), all(-1), all(-(2 ** 31)), onnx.whole(axes), all(-1)])
  },
  PadV2: ({ onnx, input, node }) => {
    const sides = (node.attributes.paddings as unknown[]).map(numbers)
    const before = sides.map(([low = 0]) => low)
    const after = sides.map(([, high = 0]) => high)
    const value = onnx.scalar(Number(node.attributes.constantValue))
    return onnx.node('Pad', [input('x'), onnx.whole([...before, ...after]), value], { mode: 'constant' })
  },
  Tile: ({ onnx, input, node }) => onnx.node('Tile', [input('x'), onnx.whole(numbers(node.attributes.reps))]),
  BroadcastTo: of => of.onnx.node('Expand', [of.input('x'), of.onnx.whole(output(of).shape)]),
  GatherV2: ({ onnx, input, node }) =>
    onnx.node('Gather', [input('x'), input('indices')], { axis: Number(node.attributes.axis ?? 0) }),
  OneHot: ({ onnx, input, node }) => {
    const { depth, onValue = 1, offValue = 0 } = node.attributes
    const values = onnx.node(
      'Concat',
      [offValue, onValue].map(each => onnx.node('Unsqueeze', [onnx.scalar(Number(each)), onnx.whole([0])])),
      { axis: 0 }
    )
    return onnx.node('OneHot', [input('indices'), onnx.scalar(Number(depth), 'int32'), values], { axis: -1 })
  },
  ResizeNearestNeighbor: of => resized(of, 'nearest'),
  ResizeBilinear: of => resized(of, 'linear')
}

function resized(of: Lowered, mode: string): string {
  const { onnx, input, node } = of
  const { alignCorners = false, halfPixelCenters = false } = node.attributes
  return onnx.node('Resize', [input('images'), '', '', onnx.whole(output(of).shape)], {
    mode,
    nearest_mode: 'floor',
    coordinate_transformation_mode:
      alignCorners === true ? 'align_corners' : halfPixelCenters === true ? 'half_pixel' : 'asymmetric'
  })
}

const products: Record<string, Lowering> = {
  BatchMatMul: ({ onnx, input, value, node }) => {
    const turned = (key: string, transposed: unknown): string => {
      if (transposed !== true) return input(key)
      const perm = [...value(key).shape.keys()]
      return onnx.node('Transpose', [input(key)], { perm: [...perm.slice(0, -2), ...perm.slice(-2).toReversed()] })
    }
    return onnx.node('MatMul', [turned('a', node.attributes.transposeA), turned('b', node.attributes.transposeB)])
  },
  Conv2D: convolution,
  Conv2DBackpropInput: transposedConvolution
}

const activations: Record<string, Lowering> = {
  LeakyRelu: ({ onnx, input, node }) =>
    onnx.node('LeakyRelu', [input('x')], { alpha: { float: Number(node.attributes.alpha) } }),
  Prelu: ({ onnx, input }) => onnx.node('PRelu', [input('x'), input('alpha')]),
  Softmax: ({ onnx, input }) => onnx.node('Softmax', [input('logits')], { axis: -1 }),
  Cast: of => of.onnx.node('Cast', [of.input('x')], { to: { float32: 1, int32: 6, bool: 9 }[output(of).dtype] }),
  Select: ({ onnx, input }) => onnx.node('Where', [input('condition'), input('t'), input('e')])
}

const alike: Record<string, string> = {
  Identity: 'Identity',
  Add: 'Add',
  Sub: 'Sub',
  Multiply: 'Mul',
  RealDiv: 'Div',
  Maximum: 'Max',
  Minimum: 'Min',
  Pow: 'Pow',
  AddN: 'Sum',
  Neg: 'Neg',
  Abs: 'Abs',
  Exp: 'Exp',
  Log: 'Log',
  Sqrt: 'Sqrt',
  Reciprocal: 'Reciprocal',
  Sign: 'Sign',
  Sin: 'Sin',
  Cos: 'Cos',
  Floor: 'Floor',
  Ceil: 'Ceil',
  Round: 'Round',
  Sigmoid: 'Sigmoid',
  Softplus: 'Softplus',
  Tanh: 'Tanh',
  Relu: 'Relu',
  Elu: 'Elu',
  Selu: 'Selu',
  Equal: 'Equal',
  Less: 'Less',
  LessEqual: 'LessOrEqual',
  Greater: 'Greater',
  GreaterEqual: 'GreaterOrEqual',
  LogicalAnd: 'And',
  LogicalOr: 'Or',
  LogicalNot: 'Not'
}

const reductions: Record<string, string> = {
  Sum: 'ReduceSum',
  Mean: 'ReduceMean',
  Max: 'ReduceMax',
  Min: 'ReduceMin',
  Prod: 'ReduceProd'
}

const each = (words: Record<string, string>, lower: (op: string) => Lowering): Record<string, Lowering> =>
  Object.fromEntries(Object.entries(words).map(([kernel, op]) => [kernel, lower(op)]))

export const lowerings: Readonly<Record<string, Lowering>> = {
  ...each(alike, same),
  ...each(reductions, reduction),
  ...composed,
  ...shapes,
  ...products,
  ...activations
}
