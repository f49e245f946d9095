/**
 * The weights of a model's networks as their layers declare them, without a tensor library, and how alike those of two
 * configurations are. A learned layer is one with a kernel, and what belongs to it: the norms and gates that follow it up
 * to the next kernel, and before the first one whatever stands there.
 */
import type { Settings } from '../../shared/domain'
import type { ModelDefinition, NetworkPlan } from './definition'

export interface Configured { model: ModelDefinition; settings: Settings }

export interface DeclaredWeight {
  /** As in checkpoints. */
  name: string
  shape: readonly number[]
  /** Number of the learned layer it belongs to, from 1. */
  learned: number
  /** What it is in its learned layer, e.g. conv.kernel: the same where layers without weights stand between. */
  role: string
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
}

/** The name in checkpoints of the moving average of a weight or network. */
export const averaged = (name: string): string => `ema.${name}`

/** Numbers layers as they are built, one after another: the learned layer that each belongs to, from 1. */
export function learnedLayers(): (built: { flop?: number }) => number {
  let learned = 0
  return ({ flop }) => Math.max(1, flop === undefined ? learned : ++learned)
}

/** In the order in which they are made; none where there is no such network. */
export function weightsOf({ model, settings }: Configured, network: string): DeclaredWeight[] {
  const plan = model.networks(settings).find(({ name }) => name === network)
  return plan ? declared(plan) : []
}

function declared({ name, layers, input }: NetworkPlan): DeclaredWeight[] {
  let shape = input
  const numbered = learnedLayers()
  const seen = new Map<string, number>()
  return layers.flatMap((layer, index) => {
    const own: { role: string; shape: readonly number[] }[] = []
    // Layers are told shapes and get no weights.
    const built = layer.build(shape, (weight, of) => { own.push({ role: `${layer.kind}.${weight}`, shape: of }); return null as never })
    shape = built.shape
    const place = numbered(built)
    return own.map(({ role, shape }) => {
      const times = (seen.get(`${place} ${role}`) ?? 0) + 1
      seen.set(`${place} ${role}`, times)
      return { name: `${name}.${index}.${role}`, shape, learned: place, role: times === 1 ? role : `${role} (${times})` }
    })
  })
}

/** How much of each of a configuration's networks could begin with another's weights. */
export function compareNetworks(source: Configured & { name: string }, target: Configured): Likeness[] {
  return target.model.networks(target.settings).map(({ name: network }) => {
    const [theirs, ours] = [weightsOf(source, network), weightsOf(target, network)]
    const layers = Math.max(0, ...ours.map(({ learned }) => learned))
    if (theirs.length === 0) return { network, layers, fits: 0, differences: [`"${source.name}" (${source.model.name}) has no ${network}`] }
    for (let learned = 1; learned <= layers; learned++) {
      const of = (weights: readonly DeclaredWeight[]): DeclaredWeight[] => weights.filter(weight => weight.learned === learned)
      const differences = layerDifferences(of(theirs), of(ours), source.name, learned)
      if (differences.length > 0) return { network, layers, fits: learned - 1, differences: [...differences, ...settingsBehind(source, target, network)] }
    }
    return { network, layers, fits: layers, differences: [] }
  })
}

const sizes = (shape: readonly number[]): string => `[${shape.join(', ')}]`

function layerDifferences(theirs: readonly DeclaredWeight[], ours: readonly DeclaredWeight[], name: string, layer: number): string[] {
  const others = new Map(theirs.map(weight => [weight.role, weight.shape]))
  const own = new Map(ours.map(weight => [weight.role, weight.shape]))
  return [
    ...[...own].flatMap(([role, shape]) => {
      const other = others.get(role)
      if (!other) return [`${role} of layer ${layer} is not in "${name}"`]
      return other.join() === shape.join() ? [] : [`${role} of layer ${layer} is ${sizes(other)} in "${name}" and ${sizes(shape)} here`]
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
