/**
 * The weights of a model's networks as their layers declare them, without a tensor library, and how alike those of two
 * configurations are. A learned layer is one with a kernel, and what belongs to it (layers/plan.ts).
 */
import type { Settings } from '../../shared/domain'
import { planNetwork, type PlannedWeight } from '../layers/plan'
import type { ModelDefinition } from './definition'
import { matching, type Matching } from './transfer/matching'

export interface Configured {
  model: ModelDefinition
  settings: Settings
}

/** How much of another's network fits. */
export interface Likeness {
  network: string
  /** Learned layers that this one has. */
  layers: number
  /** So many of them, from the input on, fit. */
  fits: number
  /** What stands against the next one, each in words. */
  differences: string[]
  /** What has the same names and shapes. */
  named: Omit<Matching, 'weights'>
}

/** What the names of moving averages in checkpoints begin with. */
export const averagePrefix = 'ema/'
/** The name in checkpoints of the moving average of a weight. */
export const averaged = (name: string): string => `${averagePrefix}${name}`

/** In the order in which they are made; none where there is no such network. */
export function weightsOf({ model, settings }: Configured, network: string): readonly PlannedWeight[] {
  const definition = model.networks(settings)[network]
  return definition ? planNetwork(network, definition).weights : []
}

/** How much of each of a configuration's networks could begin with another's weights. */
export function compareNetworks(source: Configured & { name: string }, target: Configured): Likeness[] {
  return Object.keys(target.model.networks(target.settings)).map(network => {
    const { weights: _, ...named } = matching(source, target, network)
    const [theirs, ours] = [weightsOf(source, network), weightsOf(target, network)]
    const layers = Math.max(0, ...ours.map(({ learned }) => learned))
    if (theirs.length === 0)
      return {
        network,
        layers,
        fits: 0,
        differences: [`"${source.name}" (${source.model.name}) has no ${network}`],
        named
      }
    for (let learned = 1; learned <= layers; learned++) {
      const of = (weights: readonly PlannedWeight[]): PlannedWeight[] =>
        weights.filter(weight => weight.learned === learned)
      const differences = layerDifferences(of(theirs), of(ours), source.name, learned)
      if (differences.length > 0)
        return {
          network,
          layers,
          fits: learned - 1,
          differences: [...differences, ...settingsBehind(source, target, network)],
          named
        }
    }
    return { network, layers, fits: layers, differences: [], named }
  })
}

const sizes = (shape: readonly number[]): string => `[${shape.join(', ')}]`

function layerDifferences(
  theirs: readonly PlannedWeight[],
  ours: readonly PlannedWeight[],
  name: string,
  layer: number
): string[] {
  const others = new Map(theirs.map(weight => [weight.role, weight.shape]))
  const own = new Map(ours.map(weight => [weight.role, weight.shape]))
  return [
    ...[...own].flatMap(([role, shape]) => {
      const other = others.get(role)
      if (!other) return [`${role} of layer ${layer} is not in "${name}"`]
      return other.join() === shape.join()
        ? []
        : [`${role} of layer ${layer} is ${sizes(other)} in "${name}" and ${sizes(shape)} here`]
    }),
    ...[...others.keys()].filter(role => !own.has(role)).map(role => `${role} of layer ${layer} is only in "${name}"`)
  ]
}

/** Of settings that differ, those by which this network has other weights: "Width (width) is 64 there and 32 here". */
function settingsBehind(source: Configured, target: Configured, network: string): string[] {
  const asItIs = JSON.stringify(weightsOf(target, network).map(({ role, shape }) => [role, shape]))
  return target.model.settings.flatMap(({ key, label }) => {
    const [there, here] = [source.settings[key], target.settings[key]]
    if (there === undefined || there === here) return []
    const other = weightsOf({ ...target, settings: { ...target.settings, [key]: there } }, network)
    if (JSON.stringify(other.map(({ role, shape }) => [role, shape])) === asItIs) return []
    return [`${label} (${key}) is ${String(there)} there and ${String(here)} here`]
  })
}
