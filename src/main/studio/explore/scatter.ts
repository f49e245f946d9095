/** How a run of points is shown: what its engine generated becomes pictures, over the points that it learns from. */
import { elementCount } from '../../lib/shape'
import type { ImageShape, Run } from '../../../shared/domain'
import { squareAround } from '../../../shared/points'
import { drawSet, findPoints } from '../../datasets'
import { drawScatter, plotOf, type Drawn, type Plot } from '../../drawing/scatter'
import type { SamplePixels } from '../../engine/protocol'
import type { Store } from '../../store'

/**
 * The real points (made anew: the packed ones might be damaged), in the square that shows them all. A deleted dataset
 * leaves none: then the square is drawn around what was generated.
 */
export function plotFor(store: Store, run: Pick<Run, 'dataset'>, generated: Float32Array): Plot {
  if (run.dataset === null) return { real: new Float32Array(), square: squareAround(generated) }
  return plotOf(drawSet(findPoints(store.datasets.get(run.dataset).origin)))
}

/** Samples as pictures: as they are, or points all in one scatter. */
export function pictured(store: Store, run: Pick<Run, 'dataset'>, samples: SamplePixels): SamplePixels {
  const { points, shape, plane } = samples
  const drawn = { generated: points, surface: plane?.real, pull: plane?.pull }
  return points ? scatters(plotFor(store, run, points), [drawn], shape) : samples
}

/** A picture each. */
export function scatters(plot: Plot, drawings: readonly Drawn[], shape: ImageShape): SamplePixels {
  const each = elementCount(shape)
  const pixels = new Uint8Array(drawings.length * each)
  drawings.forEach((drawn, i) => {
    pixels.set(drawScatter(plot, drawn, shape), i * each)
  })
  return { count: drawings.length, shape, pixels }
}

/**
 * Values of the first two numbers of a latent between which its grid runs: two standard deviations, or the whole of
 * [−1, 1].
 */
const reach = { normal: 2, uniform: 1 }
const linesEachWay = 5
const pointsALine = 9

/** Latents along the lines of a grid through the first two numbers: (5 + 5) lines of 9 latents each, all others 0. */
export function gridLatents(size: number, distribution: keyof typeof reach): Float32Array {
  const latents = new Float32Array(2 * linesEachWay * pointsALine * size)
  const spread = (i: number, count: number): number => reach[distribution] * ((2 * i) / (count - 1) - 1)
  for (let i = 0; i < 2 * linesEachWay * pointsALine; i++) {
    const line = Math.floor(i / pointsALine)
    const [own, other] = [spread(line % linesEachWay, linesEachWay), spread(i % pointsALine, pointsALine)]
    latents.set((line < linesEachWay ? [own, other] : [other, own]).slice(0, size), i * size)
  }
  return latents
}

/** What was made of them, line by line. */
export const gridLines = (points: Float32Array): Float32Array[] =>
  Array.from({ length: 2 * linesEachWay }, (_, line) =>
    points.subarray(2 * line * pointsALine, 2 * (line + 1) * pointsALine)
  )
