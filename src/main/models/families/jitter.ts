/**
 * Random jitter (Isola et al. 2017, section 6.2): a picture is enlarged by 286/256, cut to its own size at random, and
 * mirrored half of the time. Enlarging and cutting are one bilinear interpolation, a product with a matrix along each
 * axis.
 */
import type { Tensor } from '@tensorflow/tfjs-core'
import { tf } from '../../tensors/tf'
import type { ExampleDraws } from '../phase'

export interface Jitter {
  enlarges: boolean
  mirrors: boolean
}

/**
 * Pictures that belong together are changed alike.
 * @param pictures [batch, size, size, channels] each
 * @param draw keyed by `name`
 */
export function jittered(
  pictures: readonly Tensor[],
  { enlarges, mirrors }: Jitter,
  draw: Pick<ExampleDraws, 'uniform'>,
  name: string
): Tensor[] {
  if (!enlarges && !mirrors) return [...pictures]
  // [batch, 3]: where the cut begins, down and across, and whether it is mirrored
  const draws = draw.uniform(`${name}/jitter`, [3])
  const share = (i: number): Tensor => tf.slice(draws, [0, i], [-1, 1]) // [batch, 1]
  return pictures.map(picture => {
    const [, height = 1, width = 1] = picture.shape
    const down = enlarges ? along(picture, interpolation(height, share(0), null)) : picture
    const turned = tf.transpose(down, [0, 2, 1, 3])
    const across = along(turned, interpolation(width, enlarges ? share(1) : null, mirrors ? share(2) : null))
    return tf.transpose(across, [0, 2, 1, 3])
  })
}

/** [batch, n, m, c] by [batch, n, n] along its first axis. */
function along(x: Tensor, weights: Tensor): Tensor {
  const [batch = 1, rows = 1, columns = 1, channels = 1] = x.shape
  return tf.reshape(tf.matMul(weights, tf.reshape(x, [batch, rows, columns * channels])), x.shape)
}

/**
 * Weight of each pixel before for each pixel after: [batch, after, before].
 * @param begins,turned [batch, 1] in [0, 1), null for neither
 */
function interpolation(size: number, begins: Tensor | null, turned: Tensor | null): Tensor {
  const larger = begins ? Math.round((size * 286) / 256) : size
  const [batch = 1] = (begins ?? turned)?.shape ?? []
  const after = tf.reshape(tf.range(0, size), [1, size]) // [1, size]
  const first = begins ? tf.floor(tf.mul(begins, larger - size + 1)) : tf.zeros([batch, 1])
  const places = tf.sub(tf.mul(tf.add(tf.add(after, first), 0.5), size / larger), 0.5) // [batch, size]
  const mirrored = turned ? tf.where(tf.less(turned, 0.5), tf.sub(size - 1, places), places) : places
  const far = tf.abs(
    tf.sub(
      tf.reshape(tf.clipByValue(mirrored, 0, size - 1), [batch, size, 1]),
      tf.reshape(tf.range(0, size), [1, 1, size])
    )
  )
  return tf.maximum(tf.sub(1, far), 0)
}
