/** What the discriminator of a GAN on points makes of the plane. */
import type { Tensor } from '@tensorflow/tfjs-core'
import type { Settings } from '../../../../shared/domain'
import { tf } from '../../../tensors/tf'
import { exampleKindOf } from '../../examples'
import type { Networks, Plane } from '../../phase'
import type { GanDeclaration } from './declaration'
import { adversarialOptions } from './options'

/** Nothing of a model of pictures, or where a place by itself means nothing. */
export function ganPlane(model: GanDeclaration): { plane?: (settings: Settings) => Plane } {
  if (exampleKindOf(model).draws !== 'points' || model.conditional) return {}
  const logits = ({ discriminator }: Networks, places: Tensor): Tensor => {
    if (!discriminator) throw new Error('There is no discriminator to ask.')
    return discriminator(places)
  }
  return {
    plane: s => {
      const { loss } = adversarialOptions(s)
      return {
        real: (networks, places) => tf.sigmoid(tf.reshape(logits(networks, places), [-1])),
        loss: loss.comparesSides ? null : (networks, points) => loss.generator(logits(networks, points), null)
      }
    }
  }
}
