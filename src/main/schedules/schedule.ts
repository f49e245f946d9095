/** What a file of a learning rate schedule declares. */
import type { Tensor } from '@tensorflow/tfjs-core'

export interface Schedule {
  id: string
  /** As the window lists it. */
  label: string
  source: string
  /** The factor on the learning rate, by how much of the run is done: 0 to 1, float32 scalar. Null: 1 throughout. */
  factor: ((done: Tensor) => Tensor) | null
}
