/** What the networks of pix2pix and CycleGAN have in common: how weights begin, and either of two norms. */
import { batchNorm } from '../normalisation/batch-norm'
import { normalInitializer } from '../initializers'
import { instanceNorm } from '../normalisation/instance-norm'
import type { Layer } from '../layer'

export type Norm = 'batch' | 'instance'

/** N(0, 0.02) for kernels. */
export const init = normalInitializer(0.02)

/** Batch norm's scales begin at N(1, 0.02); instance norm has none. */
export const normOf = (norm: Norm): Layer =>
  norm === 'batch' ? batchNorm({ momentum: 0.9, epsilon: 1e-5, init: normalInitializer(0.02, 1) }) : instanceNorm()

/** Batch norm's own offset makes the bias before it idle. */
export const biasBefore = (norm: Norm): boolean => norm === 'instance'
