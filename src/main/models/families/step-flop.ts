/** What a training step of a model costs. Loads no tensor library. */
import type { Settings } from '../../../shared/domain'
import { flopsOf, planNetwork } from '../../layers/plan'
import { numberSetting, type ModelDefinition } from '../definition'

/** Steps that cost alike: from one on, up to another. */
export interface CostPiece {
  from: number
  to: number
  /** Of each. */
  flop: number
}

/** So many steps by what each costs: those of every stage, where the model grows. @param settings complete */
export function costPieces(model: ModelDefinition, settings: Settings, steps: number): CostPiece[] {
  const stages = model.stages?.(settings)
  if (!stages) return [{ from: 0, to: steps, flop: stepFlop(model, settings) }]
  return stages.flatMap(({ from }, stage) => {
    const to = Math.min(steps, stages[stage + 1]?.from ?? Infinity)
    return to > from ? [{ from, to, flop: stepFlop(model, settings, stage) }] : []
  })
}

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
