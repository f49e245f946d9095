/** Networks as phases and sampling call them. */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Named, NetworkCall, Networks } from '../../models/phase'
import type { Network } from './network'
import type { NetworkPass } from './tensor-scope'

/** @param passOf what a pass is run with, by its name and whether its draws are shared */
export function networkCall(network: Network, passOf: (name: string, shared: boolean) => NetworkPass): NetworkCall {
  let passes = 0
  const under = (name: string | null, shared: boolean): NetworkCall => {
    const all = (...inputs: Tensor[]): Tensor[] => {
      // Passes without a name of their own are numbered.
      const own = name ?? (++passes === 1 ? '' : String(passes))
      return network.apply(inputs, passOf(`${network.name}${own === '' ? '' : `:${own}`}`, shared))
    }
    const one = (...inputs: Tensor[]): Tensor => {
      const [output, ...others] = all(...inputs)
      if (!output || others.length > 0)
        throw new Error(`The ${network.name} has ${others.length + 1} outputs: ask for all of them.`)
      return output
    }
    return Object.assign(one, {
      all,
      as: (label: string, { shared: together = false } = {}) => under(label, together),
      get couplesBatch() {
        return network.couplesBatch
      },
      inputs: network.plan.definition.inputs,
      get kernels() {
        return network.kernels
      }
    })
  }
  return under(null, false)
}

/** Networks by name. @throws Error when one is called that is not there */
export function networksOf(networks: Iterable<readonly [name: string, call: NetworkCall]>): Networks {
  const all = new Map(networks)
  return new Proxy(
    {},
    {
      get: (_, name) => {
        const found = all.get(String(name))
        if (!found) throw new Error(`There is no network ${String(name)}; there is ${[...all.keys()].join(' and ')}.`)
        return found
      }
    }
  )
}

/** Looks up by name. @throws Error saying what there is none of */
export const byName =
  <T>(all: ReadonlyMap<string, T>, noun: string): Named<T> =>
  name => {
    const found = all.get(name)
    if (found === undefined)
      throw new Error(`There is no ${noun} ${name}; there is ${[...all.keys()].join(' and ') || 'none'}.`)
    return found
  }
