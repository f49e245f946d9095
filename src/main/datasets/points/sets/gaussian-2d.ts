import { normalStream } from '../../../../shared/random'
import type { PointSet } from '../set'

/** A: its rows say where the unit vectors go. */
const a = [
  [1, 2],
  [-0.1, 0.5]
] as const
const b = [1, 2] as const

/**
 * A normal distribution in the plane, X·A + b with X standard normal: mean b, covariance AᵀA = [[1.01, 1.95], [1.95,
 * 4.25]].
 */
const gaussian2d: PointSet = {
  name: 'gaussian-2d',
  title: '2-D Gaussian',
  summary: 'Points in the plane instead of pictures: watch a GAN learn, all of it in one scatter.',
  licence: 'made on this machine',
  count: 1000,
  draw: seed => {
    const normal = normalStream('gaussian-2d', seed)
    const points = new Float32Array(2 * gaussian2d.count)
    for (let i = 0; i < points.length; i += 2) {
      const [u, v] = [normal(), normal()]
      for (const axis of [0, 1] as const) points[i + axis] = u * a[0][axis] + v * a[1][axis] + b[axis]
    }
    return points
  }
}
export default gaussian2d
