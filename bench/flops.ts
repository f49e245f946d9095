/**
 * Floating-point operations of one training step, counted from the built layers; convolutions and dense layers only.
 */
import type { Settings } from '../src/shared/domain'
import type { TrainingProgram } from '../src/main/engine/step/build'
import type { ModelDefinition } from '../src/main/models/definition'

export const flopsPerStep = (
  model: ModelDefinition,
  { networks }: TrainingProgram,
  batchSize: number,
  settings: Settings
): number =>
  model.stepFlop(Object.fromEntries([...networks].map(([name, { flops }]) => [name, flops])), batchSize, settings)
