/**
 * One training step: the phases that are due, one after another or all together; and of each phase, its loss and its
 * gradients.
 */
import type { Scalar, Tensor, Variable } from '@tensorflow/tfjs-core'
import type { Networks, Phase, PhaseTools } from '../../models/phase'
import { engine } from '../../tensors/engine'
import type { Average } from '../networks/average'
import { byName, networkCall, networksOf } from '../networks/calls'
import type { Network } from '../networks/network'
import type { Ops } from '../../tensors/ops'
import { twiceDifferentiable } from '../../tensors/ops-plain'
import { Draws } from '../../tensors/random/draws'
import { valueAt, type Course } from '../../schedules/tools/course'
import { tf } from '../../tensors/tf'
import type { Columns } from '../../models/examples'
import { batchOf, cut } from './columns'
import { exampleDraws } from './example-draws'
import { amplified } from './loss-scale'
import { gradientsInParts, wholeBatch, type Gradients, type Part, type Parts } from './micro-batches'
import { keepingFinite } from './keeping-finite'
import type { ParameterGroup } from './parameter-group'
import { StepRecord } from './record'

/** What the steps of a run have in common. */
export interface StepParts {
  networks: ReadonlyMap<string, Network>
  /** By phase. */
  groups: ReadonlyMap<Phase, ParameterGroup>
  /** Variables beside the weights. */
  state: ReadonlyMap<string, Variable>
  averages: readonly Average[]
  /** Half-life of the averages as a share of the run, where it moves over the run. */
  halfLife?: Course | undefined
  parts: () => Parts
  batchesPerStep: number
  /** All phases see the weights from before the step. */
  simultaneous: boolean
  seed: number
  /** Of the whole run. */
  totalSteps: number
  /** Step at which the optimisers' state began: 0 but in models that grow. */
  since: number
  /** The engine's own where left out. */
  ops?: Ops
  /** Names of the loss curves, in their order. */
  curves: readonly string[]
  /** What the host wants of what phases record. */
  observes: readonly string[]
}

/** A step under way, as its phases see it. */
interface Running {
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
 * @param due phases, in their order
 * @param columns of all the step's batches, one after another
 * @param done steps before this one: int32 scalar
 * @returns losses: float32 [curves]; what is observed; where losses are scaled, overflow: float32 [], the worst of what
 *   became of the updates
 */
export function runStep(
  step: StepParts,
  due: readonly Phase[],
  columns: Columns,
  done: Tensor
): Record<string, Tensor> {
  // Before anything computes with the step's number.
  const draws = new Draws(step.seed, done)
  const before = tf.cast(done, 'float32')
  const progress = tf.minimum(1, tf.div(before, step.totalSteps))
  const record = new StepRecord()
  const running = { ...step, parts: step.parts(), draws, record, before, progress }
  const groups = new Set(step.groups.values())
  for (const group of groups) group.begin()

  const update = (): Tensor[] => updated(step, running, due, columns)
  const scaled = [...groups].some(({ scale }) => scale?.active)
  const overflows = scaled
    ? keepingFinite(
        [...[...step.networks.values()].flatMap(({ statistics }) => statistics), ...step.state.values()],
        update
      )
    : update()
  const most = step.halfLife ? decayOf(valueAt(step.halfLife, progress), step.totalSteps) : null
  for (const average of step.averages) average.update(before, most)

  const outputs = {
    ...(step.curves.length > 0
      ? { losses: tf.stack(step.curves.map(name => record.curve(name))) }
      : { done: tf.clone(done) }),
    ...Object.fromEntries(
      step.observes.filter(name => record.hasRecorded(name)).map(name => [name, record.whole(name)])
    ),
    ...(overflows.length > 0 ? { overflow: tf.max(tf.stack(overflows)) } : {})
  }
  record.dispose()
  return outputs
}

/** What a step leaves of what there was: ½^(1/h) at a half-life of h steps, 0 at none. @param share of the run */
const decayOf = (share: Tensor, totalSteps: number): Tensor =>
  tf.pow(0.5, tf.div(1, tf.maximum(tf.mul(share, totalSteps), 1e-8)))

/** Moves the weights. @returns what became of each scaled update */
function updated(step: StepParts, running: Running, due: readonly Phase[], columns: Columns): Tensor[] {
  const {
    before,
    progress,
    record,
    parts: { batchSize }
  } = running
  const counted = step.since === 0 ? before : tf.sub(before, step.since)
  const overflows: Tensor[] = []
  const apply = (group: ParameterGroup, gradients: Gradients): void => {
    const overflow = group.apply(gradients, before, counted)
    if (overflow) overflows.push(overflow)
  }
  const waiting: [ParameterGroup, Gradients][] = []
  for (const phase of due) {
    const group = groupOf(step, phase)
    for (let batch = 0; batch < (phase.batches ?? 1); batch++) {
      const examples =
        step.batchesPerStep === 1 ? columns : cut(columns, column => tf.slice(column, batch * batchSize, batchSize))
      const gradients = phaseGradients(running, phase, group, examples, batch)
      if (step.simultaneous) waiting.push([group, gradients])
      else apply(group, gradients)
    }
  }
  for (const [group, gradients] of waiting) apply(group, gradients)
  for (const phase of due)
    phase.after?.(name => record.whole(name), { state: byName(step.state, 'state'), step: before, progress })
  return overflows
}

function groupOf({ groups }: StepParts, phase: Phase): ParameterGroup {
  const found = groups.get(phase)
  if (!found) throw new Error(`The phase ${phase.name} belongs to no group.`)
  return found
}

/**
 * Loss and gradients of one phase, by the weights as they are now: its loss is called for each part of its batch, with
 * the networks and tools of that part.
 * @param columns of this phase's batch
 * @param batch which of the phase's batches it is, from 0
 */
function phaseGradients(
  step: Running,
  phase: Phase,
  group: ParameterGroup,
  columns: Columns,
  batch: number
): Gradients {
  const { batches = 1, interval = 1, name } = phase
  const { record, parts, curves } = step
  const objective = (part: Part): Scalar => {
    const share = part.size / parts.batchSize / batches
    const tools = phaseTools(step, batch === 0 ? name : `${name}@${batch}`, part, share)
    const reports = record.reports
    const loss = phase.loss(batchOf(cut(columns, part.of)), calls(step, phase, part, batch), tools)
    if (record.reports === reports && curves.includes(name)) tools.report({ [name]: loss })
    return amplified(interval === 1 ? loss : tf.mul(loss, interval), group.scale).asScalar()
  }
  const gradients =
    parts.count === 1
      ? tf.variableGrads(() => objective(wholeBatch(parts)), group.trainable)
      : gradientsInParts(objective, group.trainable, parts)
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
