/** Loss and gradients of one phase: its loss is called for each part of its batch, with the tools of that part. */
import type { Tensor, Variable } from '@tensorflow/tfjs-core'
import type { Networks, Phase, PhaseTools } from '../../models/phase'
import { engine } from '../../tensors/engine'
import { byName, networkCall, networksOf } from '../networks/calls'
import type { Network } from '../networks/network'
import type { Ops } from '../../tensors/ops'
import { twiceDifferentiable } from '../../tensors/ops-plain'
import type { Draws } from '../../tensors/random/draws'
import { tf } from '../../tensors/tf'
import type { Columns } from '../../models/examples'
import { batchOf, cut } from './columns'
import { exampleDraws } from './example-draws'
import { gradientsInParts, type Gradients, type Part, type Parts } from './gradients'
import { amplified } from './loss-scale'
import type { ParameterGroup } from './parameter-group'
import type { StepRecord } from './record'

/** A step under way, as its phases see it. */
export interface Running {
  networks: ReadonlyMap<string, Network>
  state: ReadonlyMap<string, Variable>
  parts: Parts
  /** The engine's own where left out. */
  ops?: Ops
  /** Names of the loss curves. */
  curves: readonly string[]
  /** Of the step, without a phase's name. */
  draws: Draws
  record: StepRecord
  /** Steps done before this one: float32 scalar. */
  before: Tensor
  /** How much of the run is done: float32 scalar. */
  progress: Tensor
}

/**
 * By the weights as they are now.
 * @param columns of this phase's batch
 * @param batch which of the phase's batches it is, from 0
 */
export function phaseGradients(
  step: Running,
  phase: Phase,
  group: ParameterGroup,
  columns: Columns,
  batch: number
): Gradients {
  const { batches = 1, interval = 1, name } = phase
  const { record, parts, curves } = step
  const objective = (part: Part): Tensor => {
    const share = part.size / parts.batchSize / batches
    const tools = phaseTools(step, batch === 0 ? name : `${name}@${batch}`, part, share)
    const reports = record.reports
    const loss = phase.loss(batchOf(cut(columns, part.of)), calls(step, phase, part, batch), tools)
    if (record.reports === reports && curves.includes(name)) tools.report({ [name]: loss })
    return amplified(interval === 1 ? loss : tf.mul(loss, interval), group.scale).asScalar()
  }
  const gradients = gradientsInParts(objective, group.trainable, parts)
  return phase.secondOrder?.length ? withZeros(gradients, group.trainable) : gradients
}

/** A penalty on a gradient does not depend on every weight, e.g. on a last bias: there it has the gradient 0. */
const withZeros = ({ value, grads }: Gradients, variables: readonly Variable[]): Gradients => ({
  value,
  grads: {
    ...Object.fromEntries(variables.map(variable => [variable.name, grads[variable.name] ?? tf.zerosLike(variable)]))
  }
})

/** The networks, with draws of the phase and the part. */
function calls(
  { networks, ops = engine().ops, draws, before }: Running,
  { name, secondOrder = [] }: Phase,
  part: Part,
  batch: number
): Networks {
  const own = draws.at(batch === 0 ? name : `${name}@${batch}`)
  // Layers draw in the shape of what they are given: each part for itself.
  const ofPart = (all: Draws): Draws => (part.index === 0 ? all : all.at(`part ${part.index + 1}`))
  return networksOf(
    [...networks].map(([network, weights]) => [
      network,
      networkCall(weights, (pass, shared) => ({
        ops: secondOrder.includes(network) ? twiceDifferentiable(ops) : ops,
        training: true,
        step: before,
        draws: ofPart(shared ? draws.at('shared') : own).at(pass)
      }))
    ])
  )
}

/** @param share of the phase's examples that are in this part */
function phaseTools(
  { record, draws, parts, state, before, progress }: Running,
  key: string,
  part: Part,
  share: number
): PhaseTools {
  return {
    draw: exampleDraws(draws.at(key), draws.at('shared'), parts.batchSize, part, record),
    report: curves => {
      for (const [name, value] of Object.entries(curves))
        record.report(name, share === 1 ? value : tf.mul(value, share))
    },
    record: values => {
      for (const [name, value] of Object.entries(values)) record.record(name, part.index, value)
    },
    recorded: name => record.recorded(name, part.index),
    state: byName(state, 'state'),
    step: before,
    progress
  }
}
