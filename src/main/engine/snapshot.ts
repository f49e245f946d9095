/** Variables as they were. */
import type { Tensor, Variable } from '@tensorflow/tfjs-core'
import { tf } from './engine'
import { dtypeOf } from './program'
import { recording } from './recording'

/** Its value now, whatever becomes of it. In a graph a copy is a node of its own: tfjs's clone would be the variable again. */
export function snapshot(variable: Variable): Tensor {
  const recorder = recording()
  if (!recorder) return tf.clone(variable)
  return recorder.emit('Identity', [recorder.outputOf(variable)], { T: recorder.attribute.type(dtypeOf(variable)) }, variable.shape, dtypeOf(variable))
}

/** Does `work`; of the variables it has assigned, those that hold what is not finite are then as they were before. */
export function keepingFinite<T>(variables: readonly Variable[], work: () => T): T {
  const before = variables.map(variable => ({ variable, value: snapshot(variable) }))
  const result = work()
  for (const { variable, value } of before) variable.assign(tf.where(tf.all(tf.isFinite(variable)), variable, value))
  return result
}
