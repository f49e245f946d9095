/** What a training step of a model costs. Loads no tensor library. */
import type { Settings } from '../../../shared/domain'
import { flopsOf, planNetwork } from '../../layers/plan'
import { numberSetting, type ModelDefinition } from '../definition'

/**
 * Floating-point operations of one training step of a model.
 * @param settings complete
 * @param stage of a model that grows; its last where left out
 */
export function stepFlop(model: ModelDefinition, settings: Settings, stage?: number): number {
  const forward = Object.entries(model.networks(settings, stage)).map(([name, definition]) => [
    name,
    flopsOf(planNetwork(name, definition))
  ])
  const own = stage === undefined ? undefined : model.stages?.(settings)[stage]?.batchSize
  return model.stepFlop(Object.fromEntries(forward), own ?? numberSetting(settings, 'batchSize'), settings)
}
