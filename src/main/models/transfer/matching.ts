/**
 * What two configurations' networks have in common by name: between sizes of one model, levels that both have. A layer
 * goes over where all its weights have the same names and shapes; a part (a level, or a layer that is in none) can be
 * kept as it is where all its layers went over.
 */
import type { Settings } from '../../../shared/domain'
import { planNetwork, type PlannedWeight } from '../../layers/plan'
import { groupBy } from '../../lib/group-by'
import type { ModelDefinition } from '../definition'

interface Configured {
  model: ModelDefinition
  settings: Settings
}

export interface Matching {
  /** Names of the weights that go over, the same in both. */
  weights: string[]
  /** Layers that go over, and how many there are. */
  taken: number
  layers: number
  /** Parts of which all goes over, from the input on; and those of which some is new. */
  parts: string[]
  fresh: string[]
}

/** The weights of a network; of one that grows, of all its stages. */
function everyWeight({ model, settings }: Configured, network: string): PlannedWeight[] {
  const stages = model.stages?.(settings).map((_, stage) => stage) ?? [undefined]
  // The last stage first: its order is that of the whole network.
  const found = stages.toReversed().flatMap(stage => {
    const definition = model.networks(settings, stage)[network]
    return definition ? planNetwork(network, definition).weights : []
  })
  return [...new Map(found.map(weight => [weight.name, weight])).values()]
}

/** The layer that a weight belongs to: generator/b8/conv/kernel → generator/b8/conv. */
const layerOf = (name: string): string => name.slice(0, name.lastIndexOf('/'))

/** The part: generator/b8/conv/kernel → b8. */
export const partOf = (name: string): string => name.split('/')[1] ?? ''

export function matching(source: Configured, target: Configured, network: string): Matching {
  const theirs = new Map(everyWeight(source, network).map(({ name, shape }) => [name, shape.join()]))
  const layers = [...groupBy(everyWeight(target, network), ({ name }) => layerOf(name)).values()]
  const fits = (layer: readonly PlannedWeight[]): boolean =>
    layer.every(({ name, shape }) => theirs.get(name) === shape.join())
  const parts = new Map<string, boolean>()
  for (const layer of layers) {
    const part = partOf(layer[0]?.name ?? '')
    parts.set(part, (parts.get(part) ?? true) && fits(layer))
  }
  const taken = layers.filter(fits)
  return {
    weights: taken.flatMap(layer => layer.map(({ name }) => name)),
    // A number alone, such as the bias behind a kernel of another size, is no layer that has learned to see.
    taken: taken.filter(layer => layer.some(({ shape }) => shape.length > 1)).length,
    layers: layers.filter(layer => layer.some(({ shape }) => shape.length > 1)).length,
    parts: [...parts].flatMap(([part, whole]) => (whole ? [part] : [])),
    fresh: [...parts].flatMap(([part, whole]) => (whole ? [] : [part]))
  }
}
