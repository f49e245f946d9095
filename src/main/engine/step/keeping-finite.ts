import type { Variable } from '@tensorflow/tfjs-core'
import { engine } from '../../tensors/engine'
import { tf } from '../../tensors/tf'

/** Does `work`; of the variables it has assigned, those that hold what is not finite are then as they were before. */
export function keepingFinite<T>(variables: readonly Variable[], work: () => T): T {
  const { snapshot } = engine().graph
  const before = variables.map(variable => ({ variable, value: snapshot(variable) }))
  const result = work()
  for (const { variable, value } of before) variable.assign(tf.where(tf.all(tf.isFinite(variable)), variable, value))
  return result
}
