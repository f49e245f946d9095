import type { NetworkFunction, Value } from './scope'
import { inputAt } from './layer'

/** Layers one after another. The first gets all inputs of the chain, each other one what the one before it gives. */
export const chain =
  (...layers: readonly NetworkFunction[]): NetworkFunction =>
  (net, ...inputs) => {
    const [first, ...rest] = layers
    if (!first) return inputAt('A chain', inputs, 0)
    return rest.reduce<Value>((x, each) => each(net, x), first(net, ...inputs))
  }

/** Names a part of a network: its weights are `<name>/…`. */
export const named =
  (name: string, part: NetworkFunction): NetworkFunction =>
  (net, ...inputs) =>
    net.within(name, () => part(net, ...inputs))
