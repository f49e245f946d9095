/** A step's randomness from TensorFlow's stateless kernels, inside the graph. */
import { elementCount } from '../../lib/shape'
import type { Tensor } from '@tensorflow/tfjs-node-gpu'
import type { RandomKernels } from '../../tensors/random/kernels'
import { attribute, backend, native, rawOp, type OpAttribute } from './binding'
import { tf } from './tf'

const keyOf = (word: number, step: Tensor): Tensor => tf.stack([tf.scalar(word, 'int32'), step]) // int32 [2]

const draw = (op: string, word: number, step: Tensor, shape: readonly number[]): Tensor =>
  rawOp(
    op,
    [attribute.type('dtype', 'float32'), attribute.type('T', 'int32'), attribute.type('Tseed', 'int32')],
    [tf.tensor1d([...shape], 'int32'), keyOf(word, step)]
  )

/**
 * Four masks from each 32-bit draw: drawing is what dropout costs. A byte places the rate to 1 in 256 (0.3 becomes
 * 77/256), and what is kept is scaled by the rate as placed, so that the mean stays right.
 */
function keepMask(word: number, step: Tensor, shape: readonly number[], rate: number): Tensor {
  const size = elementCount(shape)
  const words = Math.ceil(size / 4)
  const dropped = Math.round(rate * 256)
  const one = (op: string, attributes: OpAttribute[], inputs: number[]): number => {
    const [output] = native.executeOp(op, attributes, inputs, 1)
    if (!output) throw new Error(`${op} gave no output.`)
    return output.id
  }
  const made: number[] = []
  const keep = (id: number): number => {
    made.push(id)
    return id
  }
  const [wordShape, keyId, flat] = backend.getInputTensorIds([
    tf.tensor1d([words], 'int32'),
    keyOf(word, step),
    tf.tensor1d([words * 4], 'int32')
  ]) as [number, number, number]
  const draws = keep(
    one(
      'StatelessRandomUniformFullInt',
      [attribute.type('dtype', 'int32'), attribute.type('T', 'int32'), attribute.type('Tseed', 'int32')],
      [wordShape, keyId]
    )
  )
  const quarters = keep(one('Bitcast', [attribute.type('T', 'int32'), attribute.type('type', 'uint8')], [draws]))
  const bits = keep(one('Reshape', [attribute.type('T', 'uint8'), attribute.type('Tshape', 'int32')], [quarters, flat]))
  const threshold = keep(
    one(
      'Cast',
      [attribute.type('SrcT', 'int32'), attribute.type('DstT', 'uint8')],
      [backend.getInputTensorIds([tf.scalar(dropped, 'int32')])[0] ?? -1]
    )
  )
  const kept = keep(one('GreaterEqual', [attribute.type('T', 'uint8')], [bits, threshold]))
  const [mask] = native.executeOp(
    'Cast',
    [attribute.type('SrcT', 'bool'), attribute.type('DstT', 'float32')],
    [kept],
    1
  )
  for (const id of made) native.deleteTensor(id)
  if (!mask) throw new Error('Cast gave no output.')
  const all = backend.createOutputTensor(mask)
  return tf.mul(tf.reshape(words * 4 === size ? all : tf.slice(all, 0, size), [...shape]), 256 / (256 - dropped))
}

export const nativeRandom: RandomKernels = {
  normal: (word, step, shape) => draw('StatelessRandomNormal', word, step, shape),
  uniform: (word, step, shape) => draw('StatelessRandomUniform', word, step, shape),
  keepMask
}
