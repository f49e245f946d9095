/** Convolutions as TensorFlow has them: [batch, rows, columns, channels], kernels [rows, columns, in, out]. */
import type { Attribute } from './builder'
import type { Lowering } from './lowering'

const pair = (value: unknown): [number, number] =>
  Array.isArray(value) ? [Number(value[0] ?? 1), Number(value[1] ?? 1)] : [Number(value ?? 1), Number(value ?? 1)]

/** @param pad "same", "valid", as many on every side, or as many on each */
function padding(pad: unknown): Record<string, Attribute> {
  if (pad === 'same' || pad === 'valid') return { padding: { word: pad.toUpperCase() } }
  const sides = Array.isArray(pad) ? (pad as unknown[]).flatMap(pair) : [0, 0, pad, pad, pad, pad, 0, 0].map(Number)
  return sides.every(each => each === 0)
    ? { padding: { word: 'VALID' } }
    : { padding: { word: 'EXPLICIT' }, explicit_paddings: { ints: sides } }
}

const common = (attributes: Record<string, unknown>): Record<string, Attribute> => ({
  T: { type: 'float32' },
  data_format: { word: 'NHWC' },
  strides: { ints: [1, ...pair(attributes.strides), 1] },
  dilations: { ints: [1, ...pair(attributes.dilations), 1] },
  ...padding(attributes.pad)
})

export const convolution: Lowering = ({ graph, input, node }) =>
  graph.node('Conv2D', [input('x'), input('filter')], common(node.attributes))

/** What a convolution's gradient by its input is: its transpose. */
export const transposedConvolution: Lowering = ({ graph, input, node, output }) =>
  graph.node('Conv2DBackpropInput', [graph.whole(output.shape), input('filter'), input('dy')], common(node.attributes))
