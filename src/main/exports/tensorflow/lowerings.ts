/**
 * What tfjs's kernels are in TensorFlow: they have its operations' names, mostly, and what is an attribute there is
 * often an input here.
 */
import type { Attribute } from './builder'
import { convolution, transposedConvolution } from './convolutions'
import type { Lowered, Lowering } from './lowering'

const whole: Attribute = { type: 'int32' }

const numbers = (value: unknown): number[] =>
  (Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]).map(Number)

/** The same inputs in the same order, of one type. */
const same =
  (op: string): Lowering =>
  ({ graph, inputs, type }) =>
    graph.node(op, inputs(), { T: type })

const logical =
  (op: string): Lowering =>
  ({ graph, inputs }) =>
    graph.node(op, inputs(), {})

const reduction =
  (op: string): Lowering =>
  ({ graph, node, input, value, output, type }) => {
    const axes = numbers(node.attributes.axis ?? node.attributes.reductionIndices)
    const along = graph.whole(axes.length > 0 ? axes : [...value('x').shape.keys()])
    const made = graph.node(op, [input('x'), along], { T: type, Tidx: whole, keep_dims: { bool: true } })
    return graph.node('Reshape', [made, graph.whole(output.shape)], { T: type, Tshape: whole })
  }

const binary = ({ graph, type }: Lowered, op: string, a: string, b: string): string =>
  graph.node(op, [a, b], { T: type })

const reshaped: Lowering = ({ graph, inputs, output, type }) =>
  graph.node('Reshape', [inputs()[0] ?? '', graph.whole(output.shape)], { T: type, Tshape: whole })

const composed: Record<string, Lowering> = {
  ClipByValue: of => {
    const { clipValueMin, clipValueMax } = of.node.attributes
    const low = binary(of, 'Maximum', of.input('x'), of.graph.scalar(Number(clipValueMin)))
    return binary(of, 'Minimum', low, of.graph.scalar(Number(clipValueMax)))
  },
  Prelu: of => {
    const nothing = of.graph.scalar(0)
    const below = binary(of, 'Mul', binary(of, 'Minimum', of.input('x'), nothing), of.input('alpha'))
    return binary(of, 'AddV2', binary(of, 'Maximum', of.input('x'), nothing), below)
  },
  FusedBatchNorm: of => {
    const { graph, input, node, type } = of
    const variance = binary(of, 'AddV2', input('variance'), graph.scalar(Number(node.attributes.varianceEpsilon)))
    const centred = binary(of, 'Sub', input('x'), input('mean'))
    const normalised = binary(of, 'RealDiv', centred, graph.node('Sqrt', [variance], { T: type }))
    const scaled = 'scale' in node.inputs ? binary(of, 'Mul', normalised, input('scale')) : normalised
    return 'offset' in node.inputs ? binary(of, 'AddV2', scaled, input('offset')) : scaled
  }
}

const shapes: Record<string, Lowering> = {
  Reshape: reshaped,
  ExpandDims: reshaped,
  Transpose: ({ graph, input, node, type }) =>
    graph.node('Transpose', [input('x'), graph.whole(numbers(node.attributes.perm))], { T: type, Tperm: whole }),
  Concat: ({ graph, inputs, node, type }) => {
    const all = inputs()
    const axis = graph.scalar(Number(node.attributes.axis), 'int32')
    return graph.node('ConcatV2', [...all, axis], { N: { int: all.length }, T: type, Tidx: whole })
  },
  Pack: ({ graph, inputs, node, type }) => {
    const all = inputs()
    return graph.node('Pack', all, { N: { int: all.length }, T: type, axis: { int: Number(node.attributes.axis) } })
  },
  SplitV: ({ graph, input, node, type }) => {
    const axis = Number(node.attributes.axis)
    const sizes = graph.whole(node.outputs.map(({ shape }) => shape.at(axis) ?? 1))
    return graph.node('SplitV', [input('x'), sizes, graph.scalar(axis, 'int32')], {
      T: type,
      Tlen: whole,
      num_split: { int: node.outputs.length }
    })
  },
  Slice: ({ graph, input, node, output, type }) => {
    const begin = numbers(node.attributes.begin)
    const all = output.shape.map((_, axis) => begin[axis] ?? 0)
    return graph.node('Slice', [input('x'), graph.whole(all), graph.whole(output.shape)], { T: type, Index: whole })
  },
  Reverse: ({ graph, input, value, node, type }) => {
    const rank = value('x').shape.length
    const axes = numbers(node.attributes.dims).map(axis => (axis < 0 ? axis + rank : axis))
    return graph.node('ReverseV2', [input('x'), graph.whole(axes)], { T: type, Tidx: whole })
  },
  PadV2: ({ graph, input, node, type, output }) => {
    const sides = (node.attributes.paddings as unknown[]).map(numbers)
    const paddings = graph.constant(
      `paddings/${output.id}`,
      [sides.length, 2],
      'int32',
      Int32Array.from(sides.flatMap(([low = 0, high = 0]) => [low, high]))
    )
    const value = graph.scalar(Number(node.attributes.constantValue))
    return graph.node('PadV2', [input('x'), paddings, value], { T: type, Tpaddings: whole })
  },
  Tile: ({ graph, input, node, type }) =>
    graph.node('Tile', [input('x'), graph.whole(numbers(node.attributes.reps))], { T: type, Tmultiples: whole }),
  BroadcastTo: ({ graph, input, output, type }) =>
    graph.node('BroadcastTo', [input('x'), graph.whole(output.shape)], { T: type, Tidx: whole }),
  GatherV2: ({ graph, input, value, node }) =>
    graph.node('GatherV2', [input('x'), input('indices'), graph.scalar(Number(node.attributes.axis ?? 0), 'int32')], {
      Tparams: { type: value('x').dtype },
      Tindices: { type: value('indices').dtype },
      Taxis: whole
    }),
  OneHot: ({ graph, input, node, output, type }) => {
    const { depth, onValue = 1, offValue = 0 } = node.attributes
    const [on, off] = [onValue, offValue].map(each => graph.scalar(Number(each), output.dtype))
    return graph.node('OneHot', [input('indices'), graph.scalar(Number(depth), 'int32'), on ?? '', off ?? ''], {
      T: { type: output.dtype },
      TI: type,
      axis: { int: -1 }
    })
  },
  ResizeNearestNeighbor: of => resized(of, 'ResizeNearestNeighbor'),
  ResizeBilinear: of => resized(of, 'ResizeBilinear')
}

function resized({ graph, input, node, output, type }: Lowered, op: string): string {
  const { alignCorners = false, halfPixelCenters = false } = node.attributes
  return graph.node(op, [input('images'), graph.whole(output.shape.slice(1, 3))], {
    T: type,
    align_corners: { bool: alignCorners === true },
    half_pixel_centers: { bool: halfPixelCenters === true }
  })
}

const others: Record<string, Lowering> = {
  BatchMatMul: ({ graph, input, node, type }) =>
    graph.node('BatchMatMulV2', [input('a'), input('b')], {
      T: type,
      adj_x: { bool: node.attributes.transposeA === true },
      adj_y: { bool: node.attributes.transposeB === true }
    }),
  Conv2D: convolution,
  Conv2DBackpropInput: transposedConvolution,
  LeakyRelu: ({ graph, input, node, type }) =>
    graph.node('LeakyRelu', [input('x')], { T: type, alpha: { float: Number(node.attributes.alpha) } }),
  Cast: ({ graph, input, output, type }) =>
    graph.node('Cast', [input('x')], { SrcT: type, DstT: { type: output.dtype } }),
  Select: ({ graph, input, value }) =>
    graph.node('SelectV2', [input('condition'), input('t'), input('e')], { T: { type: value('t').dtype } }),
  AddN: ({ graph, inputs, type }) => {
    const all = inputs()
    return graph.node('AddN', all, { N: { int: all.length }, T: type })
  }
}

/** Operations of one type, by the kernel's name and their own where that is another. */
const alike: Record<string, string> = {
  ...Object.fromEntries(
    (
      'Identity Sub RealDiv Maximum Minimum Pow Neg Abs Exp Log Sqrt Rsqrt Reciprocal Sign Sin Cos Floor Ceil Round ' +
      'Sigmoid Softplus Tanh Relu Elu Selu Equal Less LessEqual Greater GreaterEqual Square SquaredDifference ' +
      'Softmax ZerosLike OnesLike'
    )
      .split(' ')
      .map(op => [op, op])
  ),
  Add: 'AddV2',
  Multiply: 'Mul',
  Mod: 'FloorMod'
}

const each = (words: Record<string, string>, lower: (op: string) => Lowering): Record<string, Lowering> =>
  Object.fromEntries(Object.entries(words).map(([kernel, op]) => [kernel, lower(op)]))

const named = (...ops: string[]): Record<string, string> => Object.fromEntries(ops.map(op => [op, op]))

export const lowerings: Readonly<Record<string, Lowering>> = {
  ...each(alike, same),
  ...each(named('LogicalAnd', 'LogicalOr', 'LogicalNot'), logical),
  ...each(named('Sum', 'Mean', 'Max', 'Min', 'Prod'), reduction),
  ...composed,
  ...shapes,
  ...others
}
