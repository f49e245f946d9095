/** Floating-point operations of one training step, counted from the layers' shapes; convolutions and dense layers only. */
import type { Gan } from '../src/main/engine/gan'

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)

/**
 * D's update: G forwards, D forwards and backwards on both batches, without the gradient by D's own input.
 * G's update: both forwards, D backwards by its input only, G backwards without the gradient by the latents.
 * A layer's gradient by its input, and by its weights, each costs as much as its forward pass.
 */
export function flopsPerStep({ generator, discriminator }: Gan, batchSize: number): number {
  const [g, d] = [sum(generator.flops), sum(discriminator.flops)]
  const [firstG = 0, firstD = 0] = [generator.flops[0], discriminator.flops[0]]
  const updateD = g + 2 * (d + d + (d - firstD))
  const updateG = g + d + d + g + (g - firstG)
  return batchSize * (updateD + updateG)
}
