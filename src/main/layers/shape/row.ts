import { axis } from '../../tensors/axis'
import { tf } from '../../tensors/tf'
import { layer, type Layer } from '../layer'

/** One of several vectors, by its place: [rows, n] → [n]. */
export const row = (place: number): Layer =>
  layer('row', (net, x) => {
    const [rows, length] = [axis(x, 0), axis(x, 1)]
    if (place >= rows) throw new Error(`There are ${rows} rows; there is no number ${place}.`)
    return net.output([length], () =>
      tf.reshape(tf.slice(x.tensor, [0, place, 0], [-1, 1, -1]), [axis(x.tensor, 0), length])
    )
  })
