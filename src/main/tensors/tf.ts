/**
 * The tensor library of the engine that is open, for everything that computes: layers, losses, optimisers, the step.
 * Importing this loads nothing; `tf` is there once an engine was opened (engines/index.ts).
 */
import type * as TensorFlow from '@tensorflow/tfjs-core'

export type TF = typeof TensorFlow

export let tf: TF

/** Called by what opens an engine, and by tests of formulas alone. */
export const setTf = (library: TF): void => {
  tf = library
}
