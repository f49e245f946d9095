/** One training step: the phases that are due, one after another or all together. */
import type { Tensor, Variable } from '@tensorflow/tfjs-core'
import type { Phase } from '../../models/phase'
import type { Average } from '../networks/average'
import { byName } from '../networks/calls'
import type { Network } from '../networks/network'
import type { Ops } from '../../tensors/ops'
import { Draws } from '../../tensors/random/draws'
import { valueAt, type Course } from '../../schedules/tools/course'
import { tf } from '../../tensors/tf'
import type { Columns } from '../../models/examples'
import { cut } from './columns'
import type { Gradients, Parts } from './gradients'
import { keepingFinite } from './keeping-finite'
import type { ParameterGroup } from './parameter-group'
import { phaseGradients, type Running } from './phase-gradients'
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
