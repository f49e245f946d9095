import { axis } from '../../tensors/axis'
import { tf } from '../../tensors/tf'
import { normalInitializer } from '../initializers'
import { layer, type Layer } from '../layer'
import type { Shape } from '../scope'

/** A map that is learnt and the same for every picture, from N(0, 1) on (Karras et al. 2019): […] → shape. */
export const learntConstant = (shape: Shape): Layer =>
  layer('learntConstant', (net, x) => {
    const map = net.weight('map', shape, normalInitializer(1))
    return net.output(shape, () =>
      tf.tile(tf.reshape(map.variable, [1, ...shape]), [axis(x.tensor, 0), ...shape.map(() => 1)])
    )
  })
