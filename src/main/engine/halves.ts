/**
 * Batches that are learnt from in two halves side by side.
 *
 * Where each kernel runs on one thread (threads.ts), most of a step is a chain of large products that wait for one another,
 * and one core works while the others wait. Two halves of the batch are two chains; their gradients are added. The sums are
 * those of the whole batch, to rounding (docs/decisions/0015-faster-steps.md). It follows from the model and the batch,
 * not from the number of cores, so the same seed stays the same run.
 */
import type { Settings } from '../../shared/domain'
import type { ModelDefinition } from '../models/definition'
import type { GameOptions } from './game'
import type { Network } from './network'
import { oneThreadAKernel } from './threads'

/** Floating-point operations of D's forward pass on a batch from which two halves pay for their kernels and additions. */
const leastWork = 2e7

/** Not where a pass draws numbers, moves a state, or ties its batch together: two passes would then not be one. */
export function learnsInHalves(model: ModelDefinition, settings: Settings, game: GameOptions, networks: readonly [generator: Network, discriminator: Network], batchSize: number): boolean {
  const perPicture = game.augment === 'none' && game.gradientPenalty === 0 && networks.every(network => !network.couplesBatch && !network.perPass)
  const work = batchSize * networks[1].flops.reduce((a, b) => a + b, 0)
  return perPicture && work >= leastWork && oneThreadAKernel(model, settings)
}
