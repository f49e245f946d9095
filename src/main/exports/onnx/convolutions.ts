/**
 * Convolutions: ONNX wants channels before rows and columns, kernels as [out, in, rows, columns]. Kernels that are
 * known are turned here, once; pictures are turned there and back, which runtimes mostly cancel out.
 */
import type { TracedConstant } from '../../engine/tracing/graph'
import type { Lowered, Lowering } from './lowering'

type Sides = [rows: [before: number, after: number], columns: [before: number, after: number]]

const pair = (value: unknown): [number, number] =>
  Array.isArray(value) ? [Number(value[0] ?? 1), Number(value[1] ?? 1)] : [Number(value ?? 1), Number(value ?? 1)]

/** As TensorFlow has "same": what is odd of it goes after. */
function same(from: number, to: number, size: number, stride: number): [number, number] {
  const all = Math.max((to - 1) * stride + size - from, 0)
  return [Math.floor(all / 2), Math.ceil(all / 2)]
}

/** @param from rows and columns that a convolution takes @param to those that it makes */
function sidesOf(
  pad: unknown,
  from: readonly number[],
  to: readonly number[],
  kernel: readonly number[],
  strides: readonly number[]
): Sides {
  if (pad === 'valid')
    return [
      [0, 0],
      [0, 0]
    ]
  if (typeof pad === 'number')
    return [
      [pad, pad],
      [pad, pad]
    ]
  const along = (i: number): [number, number] => {
    if (Array.isArray(pad)) return pair((pad as unknown[])[i + 1])
    return same(from[i] ?? 1, to[i] ?? 1, kernel[i] ?? 1, strides[i] ?? 1)
  }
  return [along(0), along(1)]
}

const flat = ([[top, bottom], [left, right]]: Sides): number[] => [top, left, bottom, right]

/** [rows, columns, a, b] → [b, a, rows, columns]; of one that is not known before, by a node. */
function turnedKernel({ onnx, input, value, constants, node }: Lowered): string {
  const constant = constants.get(value('filter').id)
  if (!constant) return onnx.node('Transpose', [input('filter')], { perm: [3, 2, 0, 1] })
  const { name, id, shape } = constant
  const [rows = 1, columns = 1, a = 1, b = 1] = shape
  return onnx.constant(
    onnx.fresh(`${name ?? `constant/${id}`}/${node.op}`),
    [b, a, rows, columns],
    'float32',
    turned(constant)
  )
}

function turned({ shape, values }: TracedConstant): Float32Array {
  const [rows = 1, columns = 1, a = 1, b = 1] = shape
  const made = new Float32Array(values.length)
  for (let at = 0, i = 0; at < rows * columns; at++)
    for (let c = 0; c < a; c++) for (let d = 0; d < b; d++) made[(d * a + c) * rows * columns + at] = values[i++] ?? 0
  return made
}

const channelsFirst = { perm: [0, 3, 1, 2] }
const channelsLast = { perm: [0, 2, 3, 1] }

const middle = (shape: readonly number[]): number[] => shape.slice(1, 3)

export const convolution: Lowering = of => {
  const { onnx, input, value, node } = of
  const [strides, dilations] = [pair(node.attributes.strides), pair(node.attributes.dilations)]
  const kernel = value('filter').shape.slice(0, 2)
  const reach = kernel.map((size, i) => (size - 1) * (dilations[i] ?? 1) + 1)
  const x = value('x').shape
  const sides = sidesOf(node.attributes.pad, middle(x), middle(node.outputs[0]?.shape ?? []), reach, strides)
  const group = (x[3] ?? 1) / (value('filter').shape[2] ?? 1)
  const made = onnx.node('Conv', [onnx.node('Transpose', [input('x')], channelsFirst), turnedKernel(of)], {
    kernel_shape: kernel,
    strides,
    dilations,
    pads: flat(sides),
    group
  })
  return onnx.node('Transpose', [made], channelsLast)
}

/** What a convolution's gradient by its input is: its transpose. */
export const transposedConvolution: Lowering = of => {
  const { onnx, input, value, node } = of
  const strides = pair(node.attributes.strides)
  const kernel = value('filter').shape.slice(0, 2)
  const [from, to] = [middle(value('dy').shape), middle(node.outputs[0]?.shape ?? [])]
  const sides = sidesOf(node.attributes.pad, to, from, kernel, strides)
  // What the strides leave over at the end.
  const over = sides.map(
    ([before, after], i) =>
      (to[i] ?? 1) - (((from[i] ?? 1) - 1) * (strides[i] ?? 1) + (kernel[i] ?? 1) - before - after)
  )
  const made = onnx.node('ConvTranspose', [onnx.node('Transpose', [input('dy')], channelsFirst), turnedKernel(of)], {
    kernel_shape: kernel,
    strides,
    pads: flat(sides),
    output_padding: over
  })
  return onnx.node('Transpose', [made], channelsLast)
}
