/** One update of each phase of a model from weights and draws that are given: to be held against another library's. */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Settings } from '../../src/shared/domain'
import { planNetwork } from '../../src/main/layers/plan'
import { networkCall, networksOf } from '../../src/main/engine/networks/calls'
import { Network } from '../../src/main/engine/networks/network'
import { batchOf } from '../../src/main/engine/step/columns'
import type { Gradients } from '../../src/main/engine/step/micro-batches'
import { updateOptions } from '../../src/main/engine/step/options'
import { ParameterGroup } from '../../src/main/engine/step/parameter-group'
import type { ModelDefinition } from '../../src/main/models/definition'
import type { Columns } from '../../src/main/models/examples'
import type { PhaseTools } from '../../src/main/models/phase'
import type { Ops } from '../../src/main/tensors/ops'
import { plainOps, twiceDifferentiable } from '../../src/main/tensors/ops-plain'
import type { ProgramDefinition, TypedArray } from '../../src/main/tensors/program'
import { tf } from '../../src/main/tensors/tf'
import { passOf } from './built'

export interface Given {
  model: ModelDefinition
  settings: Settings
  stage?: number
  ops: Ops
  /** A weight's first numbers: the k-th of its network, which has `size`. */
  weight: (network: string, k: number, size: number) => Float32Array
  columns: () => Columns
  /** What a phase draws under a name. */
  draw: (phase: string, name: string) => Tensor
  /** Steps done, of how many. */
  done: number
  total: number
  /** Step at which the optimisers' state began. */
  since?: number
}

/**
 * A program with a method for each phase: {} → loss: [], and for each weight it trains `gradient/<name>` and
 * `moved/<name>`.
 */
export function phaseUpdates(given: Given): { definition: ProgramDefinition; names: (network: string) => string[] } {
  const { model, settings, stage } = given
  const networks = new Map(
    Object.entries(model.networks(settings, stage)).map(([name, definition]) => {
      const network = new Network(planNetwork(name, definition), { origin: 1 })
      network.weights.forEach(({ variable }, k) => {
        variable.assign(tf.tensor(given.weight(name, k, variable.size), variable.shape))
      })
      return [name, network] as const
    })
  )
  const phases = model.phases(settings, stage)
  const groups = phases.map(phase => {
    const own = phase.trains.flatMap(name => networks.get(name) ?? [])
    const options = { update: updateOptions(settings), rates: model.rates(settings), totalSteps: given.total }
    return new ParameterGroup(phase.name, own, [phase], { ...options, float16: null, suffix: '' })
  })
  const weights = [...networks.values()].flatMap(network => network.weights)
  const methods = phases.map((phase, i) => {
    const group = groups[i]
    if (!group) throw new Error('Every phase has a group.')
    const run = (): Record<string, Tensor> => {
      const { value, grads } = gradientsOf(given, networks, phase, group)
      const trained = group.networks.flatMap(network => network.weights).filter(({ trainable }) => trainable)
      const before = trained.map(({ variable }) => tf.add(variable, 0))
      group.begin()
      group.apply({ value, grads }, tf.scalar(given.done), tf.scalar(given.done - (given.since ?? 0)))
      return {
        loss: tf.add(value, 0),
        ...Object.fromEntries(
          trained.map(({ name, variable }) => [`gradient/${name}`, tf.add(grads[variable.name] ?? 0, 0)])
        ),
        ...Object.fromEntries(
          trained.map(({ name, variable }, k) => [`moved/${name}`, tf.sub(variable, before[k] ?? 0)])
        )
      }
    }
    return [phase.name, { inputs: { step: { shape: [], dtype: 'int32' as const } }, run }] as const
  })
  return {
    definition: {
      variables: new Map([
        ...weights.map(({ name, variable }) => [name, variable] as const),
        ...groups.flatMap(({ variables }) => [...variables])
      ]),
      methods: Object.fromEntries(methods)
    },
    names: network => (networks.get(network)?.weights ?? []).map(({ name }) => name)
  }
}

function gradientsOf(
  { ops, columns, draw, done, total }: Given,
  networks: ReadonlyMap<string, Network>,
  phase: ReturnType<ModelDefinition['phases']>[number],
  group: ParameterGroup
): Gradients {
  const numbers = {
    normal: (name: string) => draw(phase.name, name),
    uniform: (name: string) => draw(phase.name, name)
  }
  const nothing = (): never => {
    throw new Error('No step before this one.')
  }
  const tools: PhaseTools = {
    draw: { ...numbers, shared: numbers },
    report: () => undefined,
    record: () => undefined,
    recorded: nothing,
    state: nothing,
    step: tf.scalar(done),
    progress: tf.scalar(done / total)
  }
  const calls = networksOf(
    [...networks].map(([name, network]) => {
      const twice = phase.secondOrder?.includes(name) === true
      return [name, networkCall(network, () => passOf(twice ? twiceDifferentiable(ops) : ops))]
    })
  )
  const { value, grads } = tf.variableGrads(
    () => phase.loss(batchOf(columns()), calls, tools).asScalar(),
    group.trainable
  )
  return {
    value,
    grads: Object.fromEntries(
      group.trainable.map(variable => [variable.name, grads[variable.name] ?? tf.zerosLike(variable)])
    )
  }
}

/** The formulas of the scripts: numbers in [−1, 1) for the k-th weight. */
export const pattern = (size: number, k: number): Float64Array =>
  Float64Array.from({ length: size }, (_, i) => ((i * 7919 + ((i * i) % 1009) * 31 + k * 104729) % 2003) / 1001.5 - 1)

/** As the scripts sum tensors up: the length, and some of it. */
/** What a network makes of inputs, with weights that are given. */
export function outputOf(
  { model, settings, stage, weight }: Pick<Given, 'model' | 'settings' | 'stage' | 'weight'>,
  name: string,
  inputs: readonly Tensor[]
): TypedArray {
  const definition = model.networks(settings, stage)[name]
  if (!definition) throw new Error(`There is no ${name}.`)
  const network = new Network(planNetwork(name, definition), { origin: 1 })
  network.weights.forEach(({ variable }, k) =>
    variable.assign(tf.tensor(weight(name, k, variable.size), variable.shape))
  )
  const [output] = network.apply(inputs, passOf(plainOps))
  if (!output) throw new Error(`The ${name} gives nothing.`)
  return output.dataSync()
}

export interface Summary {
  length: number
  some: number[]
}
/** How far numbers are from such a summary, as a share of the largest of them. */
export function farFrom(values: ArrayLike<number>, { length, some }: Summary): number {
  const all = Float64Array.from(values)
  const scale = Math.max(length, 1e-7)
  const far = some.map((value, j) => Math.abs((all[(37 * j) % all.length] ?? Number.NaN) - value))
  return Math.max(Math.abs(Math.hypot(...all) - length), ...far) / scale
}
