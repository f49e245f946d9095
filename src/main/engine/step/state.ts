/** The variables that a model keeps beside its weights. */
import type { Variable } from '@tensorflow/tfjs-core'
import type { Settings } from '../../../shared/domain'
import type { ModelDefinition } from '../../models/definition'
import { tf } from '../../tensors/tf'

/** By the names they have in checkpoints, as they begin. */
export function stateOf(model: ModelDefinition, settings: Settings): Map<string, Variable> {
  return new Map(
    Object.entries(model.state?.(settings) ?? {}).map(([name, { shape, initial }]) => [
      name,
      tf.tidy(() => tf.variable(tf.fill([...shape], initial), false))
    ])
  )
}
