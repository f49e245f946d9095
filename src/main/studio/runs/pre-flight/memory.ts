/** Whether a training fits into memory, and how large a batch could be. From shapes: loads no tensor library. */
import type { Settings } from '../../../../shared/domain'
import { elementCount } from '../../../lib/shape'
import { fittingParts, memoryNeeded, residentBytes } from '../../../engine/memory'
import { updateOptions } from '../../../engine/step/options'
import { planNetwork, type NetworkPlan } from '../../../layers/plan'
import { numberSetting, type ModelDefinition } from '../../../models/definition'
import { optimisers } from '../../../optimisers'

/** Bytes beyond an idle engine, to a factor of two. */
export interface MemoryFit {
  needed: number
  /** Parts in which a batch has to be worked through; as many as the settings say where it fits so. */
  parts: number
  fits: boolean
  /** Of so many examples at once; 0 where not even one fits. */
  largestBatch: number
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)
const weightsIn = (plan: NetworkPlan, trained: boolean): number =>
  sum(plan.weights.filter(({ trainable }) => trainable || !trained).map(({ shape }) => elementCount(shape)))

/**
 * @param settings complete
 * @param examples of the dataset @param available bytes that can be used
 */
export function memoryFit(model: ModelDefinition, settings: Settings, examples: number, available: number): MemoryFit {
  const plans = Object.entries(model.networks(settings)).map(([name, definition]) => planNetwork(name, definition))
  const [first, ...others] = plans
  const update = updateOptions(settings)
  const slots = optimisers.find(update.optimiser).rule({ beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0 }).slots
  const weights = sum(plans.map(plan => weightsIn(plan, true)))
  const averaged = update.emaDecay > 0 ? plans.filter(({ name }) => model.sampling.networks.includes(name)) : []
  const variables = [...plans, ...averaged].map(plan => weightsIn(plan, false))
  const need = (batch: number, parts: number): number =>
    memoryNeeded({
      variables: sum(variables) + slots.length * weights,
      weights,
      generator: sum(first?.sizes ?? []),
      discriminator: sum(others.flatMap(({ sizes }) => sizes)),
      part: Math.ceil(batch / parts),
      parts,
      dataset: residentBytes(examples * elementCount(model.image(settings)), available)
    })
  const batch = numberSetting(settings, 'batchSize')
  const least = Math.min(batch, Math.max(1, update.accumulate))
  const parts = fittingParts(batch, least, tried => need(batch, tried), available)
  return {
    needed: need(batch, parts),
    parts,
    fits: need(batch, parts) <= available,
    largestBatch: largest(most(model, examples), tried => need(tried, Math.min(tried, least)) <= available)
  }
}

/** What the setting goes up to, and no more than there are. */
function most(model: ModelDefinition, examples: number): number {
  const setting = model.settings.find(({ key }) => key === 'batchSize')
  return Math.min(examples, setting?.type === 'int' ? setting.max : examples)
}

/** The largest whole number up to `high` that fits, where every smaller one does; 0 where none does. */
function largest(high: number, fits: (tried: number) => boolean): number {
  let [low, above] = [0, high + 1]
  while (above - low > 1) {
    const middle = Math.floor((low + above) / 2)
    if (fits(middle)) low = middle
    else above = middle
  }
  return low
}
