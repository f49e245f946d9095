/**
 * How far two clouds of points are apart as normal distributions: the 2-Wasserstein distance between the normal
 * distributions of the same means and covariances, which has a closed form (Dowson and Landau 1982, equation 4; the
 * Fréchet distance of Heusel et al. 2017, there of features and squared). In units of the data; 0 for equal moments.
 */
import { z } from 'zod'
import type { Metric } from './metric'

/** Of a cloud of points: its mean, and of its covariance xx, xy and yy. */
const moments = z.object({
  mean: z.tuple([z.number(), z.number()]),
  covariance: z.tuple([z.number(), z.number(), z.number()])
})
export type Moments = z.infer<typeof moments>
/** As databases keep it; older ones have it under another name. */
const detail = z
  .object({ generated: moments.optional(), made: moments.optional(), real: moments })
  .transform(({ generated, made, real }, context) => {
    const found = generated ?? made
    if (found) return { generated: found, real }
    context.addIssue('The moments of the generated points are missing.')
    return z.NEVER
  })

const metric: Metric = {
  id: 'gaussian-distance',
  label: 'Distance between normal distributions',
  short: 'Gaussian',
  help:
    'Between the normal distributions that have the mean and covariance of generated and of real points, in ' +
    'their units. 0 is the same.',
  better: 'lower',
  measure: {
    points: samples => {
      const [generated, real] = [momentsOf(samples.generated), momentsOf(samples.real)]
      return { value: gaussianDistance(generated, real), detail: { generated, real } }
    }
  },
  report: ({ epoch, settings, detail: kept }) => {
    const { generated, real } = detail.parse(kept)
    const flat = ({ mean, covariance }: Moments): number[] => [...mean, ...covariance]
    const rows = ['Mean of x', 'Mean of y', 'Variance of x', 'Covariance', 'Variance of y'].map((label, i) => {
      const [ours, theirs] = [flat(generated)[i] ?? NaN, flat(real)[i] ?? NaN]
      return { label, values: [ours, theirs, Math.abs(ours - theirs)] }
    })
    return {
      table: {
        title: `Mean and covariance, epoch ${epoch}`,
        help: `Of ${settings.samples ?? 0} generated points, and of all real ones.`,
        columns: ['Generated', 'Real', 'Apart'],
        rows
      }
    }
  }
}
export default metric

/**
 * Mean and covariance (of the cloud itself: divided by n).
 * @param points count × 2
 * @throws RangeError where there are none
 */
export function momentsOf(points: Float32Array): Moments {
  const count = points.length / 2
  if (count < 1) throw new RangeError('A cloud without points has no mean.')
  let [sumX, sumY] = [0, 0]
  for (let i = 0; i < points.length; i += 2) {
    sumX += points[i] ?? 0
    sumY += points[i + 1] ?? 0
  }
  const mean: Moments['mean'] = [sumX / count, sumY / count]
  let [xx, xy, yy] = [0, 0, 0]
  for (let i = 0; i < points.length; i += 2) {
    const [dx, dy] = [(points[i] ?? 0) - mean[0], (points[i + 1] ?? 0) - mean[1]]
    xx += dx * dx
    xy += dx * dy
    yy += dy * dy
  }
  return { mean, covariance: [xx / count, xy / count, yy / count] }
}

/** √(‖μ₁ − μ₂‖² + tr(Σ₁ + Σ₂ − 2(Σ₁Σ₂)^½)); in the plane tr (Σ₁Σ₂)^½ = √(tr Σ₁Σ₂ + 2√(det Σ₁ · det Σ₂)). */
export function gaussianDistance(a: Moments, b: Moments): number {
  const [axx, axy, ayy] = a.covariance,
    [bxx, bxy, byy] = b.covariance
  const root = (value: number): number => Math.sqrt(Math.max(0, value))
  const product = axx * bxx + 2 * axy * bxy + ayy * byy
  const cross = root(product + 2 * root((axx * ayy - axy * axy) * (bxx * byy - bxy * bxy)))
  const shift = (a.mean[0] - b.mean[0]) ** 2 + (a.mean[1] - b.mean[1]) ** 2
  return root(shift + axx + ayy + bxx + byy - 2 * cross)
}
