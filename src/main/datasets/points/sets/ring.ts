import { normalStream, uniformStream } from '../../../../shared/random'
import type { PointSet } from '../set'

const [centres, radius, deviation] = [8, 2, 0.08]

/** Eight narrow normal distributions around a circle: a generator that forgets some of them is seen to. */
const ring: PointSet = {
  name: 'ring',
  title: 'Ring of eight Gaussians',
  summary: 'Eight small clouds on a circle: see whether a generator finds all of them, or forgets some.',
  licence: 'made on this machine',
  count: 1000,
  draw: seed => {
    const [normal, uniform] = [normalStream('ring', seed), uniformStream('ring/which', seed)]
    const points = new Float32Array(2 * ring.count)
    for (let i = 0; i < points.length; i += 2) {
      const angle = (2 * Math.PI * Math.floor(uniform() * centres)) / centres
      points[i] = radius * Math.cos(angle) + deviation * normal()
      points[i + 1] = radius * Math.sin(angle) + deviation * normal()
    }
    return points
  }
}
export default ring
