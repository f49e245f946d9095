/** Points that a checkpoint generates, beside all those it learns from. */
import { unpackPoints } from '../../../shared/points'
import { readRegular } from '../../lib/regular-file'
import { sampleCount } from './sample-count'
import type { Subject } from './subject'

export interface PointSamples {
  /** Each count × 2. */
  generated: Float32Array
  real: Float32Array
}

/** Of a dataset's points, bytes. */
const largest = 256e6

const subject: Subject<'points', { path: string }, { points: Float32Array }, PointSamples> = {
  id: 'points',
  onRequest: false,
  options: [sampleCount],
  words: () => ({
    title: 'Generated points',
    intro:
      'Points are generated and compared with the real ones: their mean, their covariance, and how far the two ' +
      'clouds are apart.',
    action: 'Evaluate',
    doing: what => `Evaluating ${what}`
  }),
  refusal: (_, dataset) => (dataset ? null : 'Its points were deleted: there is nothing to compare with.'),
  open: async ({ path }) => {
    const samples: PointSamples = {
      generated: new Float32Array(),
      real: unpackPoints(await readRegular(path, { most: largest }))
    }
    return {
      samples,
      next: ({ points }) => {
        samples.generated = points
      }
    }
  }
}
export default subject
