/** One update of what an optimiser moves, out of gradients as they come. */
import type { NamedTensorMap, Tensor } from '@tensorflow/tfjs-core'
import { clipByGlobalNorm } from './gradients'
import type { LossScale } from './loss-scale'
import type { Optimiser, Update } from './optimisers'

/**
 * Gradients of a scaled loss are unscaled first, and where one is not finite, nothing moves. Then they are clipped.
 * @param scale with which their loss was amplified; null where it was not.
 * @param update `count`: among all updates, those left out too.
 * @returns what became of it, as LossScale.adjust says: float32 scalar; null where nothing was scaled.
 */
export function learn(optimiser: Optimiser, grads: NamedTensorMap, scale: LossScale | null, { count, rate }: Update, clipNorm: number): Tensor | null {
  const { gradients, finite } = scale?.unscale(grads) ?? { gradients: grads, finite: null }
  optimiser.apply(clipByGlobalNorm(gradients, clipNorm), { count: scale?.counted(count) ?? count, rate }, finite)
  return scale && finite ? scale.adjust(finite) : null
}
