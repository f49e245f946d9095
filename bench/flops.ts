/** Floating-point operations of one training step, counted from the built layers; convolutions and dense layers only. */
import type { Built } from '../src/main/engine/families'
import type { Settings } from '../src/shared/domain'
import type { ModelDefinition } from '../src/main/models/definition'

export const flopsPerStep = (model: ModelDefinition, { networks }: Built, batchSize: number, settings: Settings): number => model.stepFlop(networks.map(({ flops }) => flops), batchSize, settings)
