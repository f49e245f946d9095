/** Two networks that play against each other (Goodfellow et al. 2014): what a model of this family declares. */
import type { Settings } from '../../../shared/domain'
import type { Layer } from '../../engine/layers'
import { findLoss } from '../../losses'
import { exampleShape, formOf, wordSetting, type ModelBase } from '../definition'

export interface GanModel extends ModelBase {
  family: 'gan'
  /** [latent] → [height, width, channels], or [2] where it makes points. Where it learns pairs it is told each input as `context.condition`. */
  generator: (settings: Settings) => Layer[]
  /** The same → logits, [1]; of pairs, [height, width, 2·channels], an input with what was made of it or its target. */
  discriminator: (settings: Settings) => Layer[]
  /**
   * joint (the default): one update of D on both halves of its loss, each batch normalised by itself. stacked: likewise,
   * both in one batch. separate: an update on the real batch, then one on the made one.
   */
  discriminatorUpdates?: 'joint' | 'stacked' | 'separate'
  /** Where it learns pairs: λ, the weight in G's loss of how far what it made is from the target (Isola et al. 2017, equation 4). */
  differenceWeight?: (settings: Settings) => number
}

type Derived = 'family' | 'networks' | 'losses' | 'measures' | 'stepFlop'

export const defineGan = (model: Omit<GanModel, Derived>): GanModel => ({
  ...model,
  family: 'gan',
  networks: settings => [
    { name: 'generator', layers: model.generator(settings), input: [model.latent(settings)] },
    { name: 'discriminator', layers: model.discriminator(settings), input: exampleShape(model, settings), looks: formOf(model) === 'pictures' }
  ],
  losses: [
    { key: 'discriminator', label: 'Discriminator', short: 'D' }, { key: 'generator', label: 'Generator', short: 'G' },
    ...(model.differenceWeight ? [{ key: 'difference', label: 'Difference', short: 'L1' }] : [])
  ],
  measures: [
    { key: 'accuracy', label: 'Accuracy', help: `Share of ${formOf(model)}, half of them real, that the discriminator tells rightly: one half when it cannot tell.`, share: true },
    { key: 'realScore', label: 'D(x)', help: `Probability that the discriminator gives real ${formOf(model)} of being real, on average: near one half when it cannot tell.`, share: true },
    { key: 'fakeScore', label: 'D(G(z))', help: `Probability that it gives made ${formOf(model)} of being real, on average.`, share: true }
  ],
  stepFlop: ([generator = [], discriminator = []], batchSize, { onePass, reuseLatents }) => ganStepFlop(generator, discriminator, batchSize, {
    makesOnce: onePass === true || reuseLatents === true, judgesOnce: onePass === true && model.discriminatorUpdates !== 'stacked'
  })
})

/** A GAN's losses where D cannot tell and says one half: whatever the loss says of that, with whole labels. For `equilibrium`. */
export function atRest(settings: Settings): number[] | null {
  const { rest } = findLoss(wordSetting(settings, 'loss'))
  return rest && settings.realLabel === 1 ? [rest.discriminator, rest.generator] : null
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)

/**
 * D's update: G forwards, D forwards and backwards on both batches, without the gradient by D's own input.
 * G's update: both forwards, D backwards by its input only, G backwards without the gradient by the latents.
 * A layer's gradient by its input, and by its weights, each costs as much as its forward pass.
 * @param generator,discriminator of each layer, one example forwards
 * @param shared what both updates have in common: G's forward pass, D's on what G made
 */
export function ganStepFlop(generator: readonly number[], discriminator: readonly number[], batchSize: number, { makesOnce = false, judgesOnce = false } = {}): number {
  const [g, d] = [sum(generator), sum(discriminator)]
  const [firstG = 0, firstD = 0] = [generator[0], discriminator[0]]
  const updateD = g + 2 * (d + d + (d - firstD))
  const updateG = g + d + d + g + (g - firstG)
  return batchSize * (updateD + updateG - (makesOnce ? g : 0) - (judgesOnce ? d : 0))
}
