/**
 * How different pictures are from one another, cheaply enough for every epoch: each picture is reduced to a grid of at
 * most 16×16 cells, four pixels read of each, so that the cost does not grow with the pictures and noise of single
 * pixels says little.
 */
import { elementCount } from '../../lib/shape'
import type { ImageShape } from '../../../shared/domain'
import type { Variety } from '../check'
import { median } from '../../lib/median'

const cells = 16

/** Pictures that belong together are compared with one another: all of them, or those of one class. */
export interface Pictures {
  /** count × height × width × channels. */
  pixels: Uint8Array
  shape: ImageShape
  /** Class of each; all one where left out. */
  groups?: ArrayLike<number> | null
}

export interface Spread {
  /** Median over pictures of the distance to the most similar other one: root mean square over the cells, 0 to 255. */
  nearest: number
  /** Root of the mean variance of a picture's cells, 0 to 255: near 0 for plain grey and for fine noise. */
  contrast: number
}

/** Null where there are not two pictures to compare. */
export function spreadOf({ pixels, shape, groups }: Pictures): Spread | null {
  const size = elementCount(shape)
  const grids = Array.from({ length: Math.floor(pixels.length / size) }, (_, i) =>
    gridOf(pixels.subarray(i * size, (i + 1) * size), shape)
  )
  const nearest = grids.flatMap((grid, i) => {
    const others = grids.filter((_, j) => j !== i && groups?.[i] === groups?.[j])
    return others.length > 0 ? [Math.min(...others.map(other => distance(grid, other)))] : []
  })
  if (nearest.length === 0) return null
  const variances = grids.map(grid => variance(grid, shape[2]))
  return { nearest: median(nearest), contrast: Math.sqrt(variances.reduce((a, b) => a + b, 0) / variances.length) }
}

/** Samples beside training pictures; null where those are themselves all alike, so that nothing can be said. */
export function compare(samples: Spread, real: Spread): Variety | null {
  if (real.nearest < 1) return null
  return { spread: samples.nearest / real.nearest, contrast: real.contrast < 1 ? 1 : samples.contrast / real.contrast }
}

/** cells × cells × channels, each the mean of four pixels at the quarters of its cell. */
function gridOf(picture: Uint8Array, [height, width, channels]: ImageShape): Float32Array {
  const [down, across] = [Math.min(cells, height), Math.min(cells, width)]
  const grid = new Float32Array(down * across * channels)
  let at = 0
  for (let y = 0; y < down; y++) {
    const rows = quarters(y, down, height)
    for (let x = 0; x < across; x++) {
      const columns = quarters(x, across, width)
      for (let channel = 0; channel < channels; channel++) {
        let sum = 0
        for (const row of rows)
          for (const column of columns) sum += picture[(row * width + column) * channels + channel] ?? 0
        grid[at++] = sum / 4
      }
    }
  }
  return grid
}

const quarters = (cell: number, count: number, length: number): number[] =>
  [0.25, 0.75].map(part => Math.floor(((cell + part) * length) / count))

function distance(a: Float32Array, b: Float32Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2
  return Math.sqrt(sum / a.length)
}

/** Over the picture, mean of the channels. */
function variance(grid: Float32Array, channels: number): number {
  const count = grid.length / channels
  let all = 0
  for (let channel = 0; channel < channels; channel++) {
    let [sum, squares] = [0, 0]
    for (let i = channel; i < grid.length; i += channels) {
      sum += grid[i] ?? 0
      squares += (grid[i] ?? 0) ** 2
    }
    all += squares / count - (sum / count) ** 2
  }
  return Math.max(0, all / channels)
}
