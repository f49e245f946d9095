/** What a GAN's discriminator is shown of real examples, for whoever wants to see it. */
import { tf } from '../../../tensors/tf'
import { exampleKindOf } from '../../examples'
import type { Alteration } from '../../phase'
import { augmentedExamples, drawsOf } from './augmenting'
import type { GanDeclaration } from './declaration'
import { adversarialOptions } from './options'

/** Nothing of a model whose examples are never augmented. */
export function ganAlteration(model: GanDeclaration): { alters?: Alteration } {
  if (!model.settings.some(({ key }) => key === 'augment')) return {}
  const { seen, traits } = exampleKindOf(model)
  const moves = model.courses?.({}).augmentation !== undefined
  return {
    alters: {
      settings: ['augment'],
      phase: model.discriminatorUpdates === 'separate' ? 'discriminatorReal' : 'discriminator',
      ...(moves ? { words: 'Pictures are changed more often as training goes on: this is its end.' } : {}),
      seen: s => {
        const options = adversarialOptions(s, model.courses?.(s))
        if (options.augmentations.length === 0) return null
        return (batch, { draw, progress }) =>
          // Pictures that belong together are the channels of one.
          tf.split(
            augmentedExamples(seen.real(batch), options, drawsOf('real', draw), progress, seen),
            traits.across,
            3
          )
      }
    }
  }
}
