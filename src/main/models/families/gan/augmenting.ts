/** Augmentation of what a GAN's discriminator sees, with draws of its own for each pass. */
import type { Tensor } from '@tensorflow/tfjs-core'
import { augmented, type Augmentation } from '../../../regularisers/augmentations'
import { valueAt } from '../../../schedules/tools/course'
import { tf } from '../../../tensors/tf'
import type { ExampleKind } from '../../examples'
import type { ExampleDraws } from '../../phase'
import type { AdversarialOptions } from './options'

/** What a pass draws for it. */
export interface Draw {
  /** What it changes pictures by. */
  of: (augmentation: Augmentation) => Tensor
  /** Whether a picture is changed at all, where that is not certain: [batch, 1]. */
  whether: (augmentation: Augmentation) => Tensor
}

/** Of a pass through the discriminator. @param name of the pass */
export const drawsOf = (name: string, draw: Pick<ExampleDraws, 'uniform'>): Draw => ({
  of: ({ id, draws }) => draw.uniform(`${name}/${id}`, [draws]),
  whether: ({ id }) => draw.uniform(`${name}/${id}/whether`, [1])
})

/** Of a pass over both sides: those of the real ones, then those of the generated ones. */
export const drawsOfBoth = (real: Draw, fake: Draw): Draw => ({
  of: augmentation => tf.concat([real.of(augmentation), fake.of(augmentation)]),
  whether: augmentation => tf.concat([real.whether(augmentation), fake.whether(augmentation)])
})

/** All pictures of an example are changed alike. @param seen how the discriminator sees its kind of example */
export function augmentedExamples(
  examples: Tensor,
  { augmentations, chance }: Pick<AdversarialOptions, 'augmentations' | 'chance'>,
  draws: Draw,
  progress: Tensor,
  seen: ExampleKind['seen']
): Tensor {
  if (augmentations.length === 0) return examples
  // The same draws for every picture.
  const once = new Map(augmentations.map(augmentation => [augmentation, draws.of(augmentation)]))
  const changed = chance
    ? new Map(augmentations.map(each => [each, tf.less(draws.whether(each), valueAt(chance, progress))]))
    : null
  const each = (pictures: Tensor): Tensor =>
    augmented(
      pictures,
      augmentations,
      augmentation => once.get(augmentation) ?? draws.of(augmentation),
      augmentation => changed?.get(augmentation) ?? null
    )
  return seen.changed(examples, each)
}
