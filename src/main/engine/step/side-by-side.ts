/**
 * Batches that are worked through as two micro-batches side by side.
 *
 * Where each kernel runs on one thread (threads.ts), most of a step is a chain of large products that wait for one
 * another, and one core works while the others wait. Two micro-batches are two chains; their gradients
 * are added.
 * The sums are those of the whole batch, to rounding (docs/decisions/0015-faster-steps.md). It follows from the model
 * and the batch, not from the number of cores, so the same seed stays the same run.
 */
import type { Settings } from '../../../shared/domain'
import type { ModelDefinition } from '../../models/definition'
import type { Phase } from '../../models/phase'
import type { Network } from '../networks/network'
import { oneThreadPerKernel } from '../threads'

/**
 * Floating-point operations of a forward pass on a batch, in the smallest network, from which two micro-batches pay for
 * their kernels and additions.
 */
const leastWork = 2e7

/** Not where a pass draws numbers, moves a state, or ties its batch together: two passes would then not be one. */
export function splitsSideBySide(
  model: ModelDefinition,
  settings: Settings,
  phases: readonly Phase[],
  networks: readonly Network[],
  batchSize: number
): boolean {
  const perExample =
    phases.every(({ separable }) => separable === true) &&
    networks.every(network => !network.couplesBatch && !network.perPass)
  const work = batchSize * Math.min(...networks.map(({ flops }) => flops.reduce((a, b) => a + b, 0)))
  return perExample && work >= leastWork && oneThreadPerKernel(model, settings)
}
