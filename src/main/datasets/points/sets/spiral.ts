import { normalStream, uniformStream } from '../../../../shared/random'
import type { PointSet } from '../set'

const [turns, radius, deviation] = [1.75, 2, 0.06]

/** One arm, as dense at its end as at its beginning. */
const spiral: PointSet = {
  name: 'spiral',
  title: 'Spiral',
  summary: 'Points along one arm that winds outwards: a generator has to bend the plane to follow it.',
  licence: 'made on this machine',
  count: 1000,
  draw: seed => {
    const [normal, uniform] = [normalStream('spiral', seed), uniformStream('spiral/where', seed)]
    const points = new Float32Array(2 * spiral.count)
    for (let i = 0; i < points.length; i += 2) {
      // The arm's length grows with the square of the share of it.
      const share = Math.sqrt(0.02 + 0.98 * uniform())
      const angle = 2 * Math.PI * turns * share
      points[i] = radius * share * Math.cos(angle) + deviation * normal()
      points[i + 1] = radius * share * Math.sin(angle) + deviation * normal()
    }
    return points
  }
}
export default spiral
