/** What a GAN's step costs. */

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)

/**
 * D's update: G forwards, D forwards and backwards on both batches, without the gradient by D's own input.
 * G's update: both forwards, D backwards by its input only, G backwards without the gradient by the latents.
 * A layer's gradient by its input, and by its weights, each costs as much as its forward pass.
 * A penalty on D's gradient: the gradient by the examples, and the loss's by the weights through all that it came of,
 * twice each.
 * @param generator,discriminator of each layer, one example forwards
 * @param options how often D is updated; what both updates share: G's forward pass, D's on what G generated; at how
 *   many batches D's gradient is penalised
 */
export function ganStepFlop(
  generator: readonly number[],
  discriminator: readonly number[],
  batchSize: number,
  { discriminatorSteps = 1, generatesOnce = false, discriminatesOnce = false, penalisedSides = 0 } = {}
): number {
  const [g, d] = [sum(generator), sum(discriminator)]
  const [firstG = 0, firstD = 0] = [generator[0], discriminator[0]]
  const updateD = g + 2 * (d + d + (d - firstD)) + penalisedSides * 5 * d
  const updateG = g + d + d + g + (g - firstG)
  return batchSize * (discriminatorSteps * updateD + updateG - (generatesOnce ? g : 0) - (discriminatesOnce ? d : 0))
}
