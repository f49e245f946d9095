import { normalStream, uniformStream } from '../../../../shared/random'
import type { PointSet } from '../set'

const deviation = 0.08

/** Two half circles that reach into each other. */
const twoMoons: PointSet = {
  name: 'two-moons',
  title: 'Two moons',
  summary: 'Two crescents that reach into each other: a generator has to tear the plane to make both.',
  licence: 'made on this machine',
  count: 1000,
  draw: seed => {
    const [normal, uniform] = [normalStream('two-moons', seed), uniformStream('two-moons/where', seed)]
    const points = new Float32Array(2 * twoMoons.count)
    for (let i = 0; i < points.length; i += 2) {
      const [angle, upper] = [Math.PI * uniform(), uniform() < 0.5]
      points[i] = (upper ? Math.cos(angle) - 0.5 : 0.5 - Math.cos(angle)) + deviation * normal()
      points[i + 1] = (upper ? Math.sin(angle) - 0.25 : 0.25 - Math.sin(angle)) + deviation * normal()
    }
    return points
  }
}
export default twoMoons
