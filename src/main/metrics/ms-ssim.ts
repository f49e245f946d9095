/**
 * Multi-scale structural similarity (Wang, Simoncelli and Bovik 2003): how alike two pictures are, 1 for the same.
 *
 *   l = (2 μx μy + C1) / (μx² + μy² + C1)      cs = (2 σxy + C2) / (σx² + σy² + C2)
 *   MS-SSIM = mean(l·cs at the last scale)^wM · Π mean(cs at scale j)^wj
 *
 * under an 11×11 Gaussian window of σ 1.5 within the picture, C1 = (0.01·255)², C2 = (0.03·255)²; between scales 2×2
 * pixels become their mean. A channel counts for itself, and the channels' mean is taken; negative means count as 0.
 *
 * The paper's five scales need pictures of 176 pixels. Smaller ones have as many as leave the window room, with the
 * paper's first weights made to sum to as much as all five (1.0001, by rounding): 1 scale from 11 pixels, 2 from 22
 * (28), 3 from 44 (64), 4 from 88 (128). Values of pictures of different sizes are therefore not comparable.
 */
import { elementCount } from '../lib/shape'
import type { ImageShape } from '../../shared/domain'
import type { Metric } from './metric'

const metric: Metric = {
  id: 'ms-ssim',
  label: 'Likeness between samples (MS-SSIM)',
  short: 'MS-SSIM',
  help:
    'How alike samples are, from 0 (diverse) to 1 (all the same). Best near that of the training pictures ' +
    'among themselves.',
  better: 'reference',
  reference: { label: 'Training pictures among themselves', short: 'MS-SSIM of pictures' },
  measure: {
    pictures: ({ generated, real, shape, size }, { known, share }) => {
      const among = known
        ? (known.reference ?? null)
        : meanMsSsim(real, shape, done => share((done * size) / real.length / 2))
      return {
        value: meanMsSsim(generated, shape, done => share(0.5 + (done * size) / generated.length / 2)),
        reference: among
      }
    },
    // Of what is generated either way, beside the pictures of the folder that it is to look like.
    cycles: ({ ways, shape }, { known, share }) => {
      const likeness = (sets: readonly Uint8Array[], first: number): number | null => {
        const found = sets.map((pictures, i) => meanMsSsim(pictures, shape, () => share((first + i) / 4)))
        return found.some(value => value === null) ? null : sum(found.map(Number)) / found.length
      }
      const among = known
        ? (known.reference ?? null)
        : likeness(
            ways.map(({ real }) => real),
            0
          )
      return {
        value: likeness(
          ways.map(({ generated }) => generated),
          2
        ),
        reference: among
      }
    }
  }
}
export default metric

const windowSize = 11
const sigma = 1.5
const c1 = (0.01 * 255) ** 2
const c2 = (0.03 * 255) ** 2
const paperWeights = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333]

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
const bell = Array.from({ length: windowSize }, (_, i) =>
  Math.exp(-((i - (windowSize - 1) / 2) ** 2) / (2 * sigma ** 2))
)
const kernel = Float64Array.from(bell, value => value / sum(bell))

/** Weights of the scales that pictures of this size have; none where they are smaller than the window. */
export function scaleWeights([height, width]: ImageShape): number[] {
  const room = Math.floor(Math.log2(Math.min(height, width) / windowSize)) + 1
  const weights = paperWeights.slice(0, Math.max(0, room))
  const share = sum(weights) / sum(paperWeights)
  return weights.map(weight => weight / share)
}

interface Plane {
  width: number
  height: number
  values: Float64Array
}

/** A picture's planes at every scale, with what the window sees of it alone. */
interface Scale extends Plane {
  mean: Plane
  square: Plane
}
export type Pyramid = Scale[][]

/** What comparisons need of one picture, channel by channel. @param pixels height × width × channels, uint8 */
export function pyramid(pixels: Uint8Array, shape: ImageShape): Pyramid {
  const [height, width, channels] = shape
  const scales = scaleWeights(shape).length
  return Array.from({ length: channels }, (_, channel) => {
    const levels: Scale[] = []
    let plane: Plane = {
      height,
      width,
      values: Float64Array.from({ length: height * width }, (__, i) => pixels[i * channels + channel] ?? 0)
    }
    for (let scale = 0; scale < scales; scale++) {
      if (scale > 0) plane = halve(plane)
      levels.push({ ...plane, mean: blur(plane), square: blur(product(plane, plane)) })
    }
    return levels
  })
}

/** MS-SSIM of two pictures of one size, at most 1. */
export function msSsim(x: Pyramid, y: Pyramid, shape: ImageShape): number {
  const weights = scaleWeights(shape)
  let all = 0
  for (const [channel, levels] of x.entries()) {
    let value = 1
    for (const [scale, level] of levels.entries()) {
      const other = y[channel]?.[scale]
      if (!other) throw new RangeError('Both pictures must have the same shape.')
      const { contrast, similarity } = compare(level, other)
      value *= Math.max(0, scale === levels.length - 1 ? similarity : contrast) ** (weights[scale] ?? 0)
    }
    all += value
  }
  return all / x.length
}

/**
 * Mean MS-SSIM of each picture with the next, and of the last with the first: the diversity of pictures in random
 * order, low where they are diverse (Odena, Olah and Shlens 2017, section 4.2, who take random pairs).
 * @param pixels count × height × width × channels
 * @returns null where the pictures are smaller than the window, or fewer than two
 */
export function meanMsSsim(
  pixels: Uint8Array,
  shape: ImageShape,
  done: (pictures: number) => void = () => undefined
): number | null {
  const each = elementCount(shape)
  const count = pixels.length / each
  if (count < 2 || scaleWeights(shape).length === 0) return null
  const take = (i: number): Pyramid => pyramid(pixels.subarray(i * each, (i + 1) * each), shape)
  const first = take(0)
  let [all, before] = [0, first]
  // Two pictures are one pair, not two.
  const pairs = count === 2 ? 1 : count
  for (let i = 1; i <= pairs; i++) {
    const next = i === count ? first : take(i)
    all += msSsim(before, next, shape)
    before = next
    done(i)
  }
  return all / pairs
}

/** Means over the picture of cs, and of l·cs. */
function compare(x: Scale, y: Scale): { contrast: number; similarity: number } {
  const both = blur(product(x, y)).values
  const { values: meanX } = x.mean,
    { values: meanY } = y.mean
  const { values: squareX } = x.square,
    { values: squareY } = y.square
  let contrast = 0,
    similarity = 0
  for (let i = 0; i < both.length; i++) {
    const mx = meanX[i] ?? 0,
      my = meanY[i] ?? 0
    const mxy = mx * my,
      mxx = mx * mx,
      myy = my * my
    const cs = (2 * ((both[i] ?? 0) - mxy) + c2) / ((squareX[i] ?? 0) - mxx + (squareY[i] ?? 0) - myy + c2)
    contrast += cs
    similarity += (cs * (2 * mxy + c1)) / (mxx + myy + c1)
  }
  return { contrast: contrast / both.length, similarity: similarity / both.length }
}

function product(x: Plane, y: Plane): Plane {
  const values = new Float64Array(x.values.length)
  for (let i = 0; i < values.length; i++) values[i] = (x.values[i] ?? 0) * (y.values[i] ?? 0)
  return { width: x.width, height: x.height, values }
}

/** The window's weighted mean wherever it lies within the plane: across, then down. */
function blur({ width, height, values }: Plane): Plane {
  const across = width - windowSize + 1,
    down = height - windowSize + 1
  const rows = new Float64Array(across * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < across; x++) {
      let seen = 0
      for (let k = 0; k < windowSize; k++) seen += (kernel[k] ?? 0) * (values[y * width + x + k] ?? 0)
      rows[y * across + x] = seen
    }
  }
  const blurred = new Float64Array(across * down)
  for (let k = 0; k < windowSize; k++) {
    const weight = kernel[k] ?? 0,
      from = k * across
    for (let i = 0; i < blurred.length; i++) blurred[i] = (blurred[i] ?? 0) + weight * (rows[from + i] ?? 0)
  }
  return { width: across, height: down, values: blurred }
}

/** Means of 2×2 pixels; an odd last row or column is left out. */
function halve({ width, height, values }: Plane): Plane {
  const across = width >> 1,
    down = height >> 1
  const halved = new Float64Array(across * down)
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      const at = 2 * y * width + 2 * x
      halved[y * across + x] =
        ((values[at] ?? 0) + (values[at + 1] ?? 0) + (values[at + width] ?? 0) + (values[at + width + 1] ?? 0)) / 4
    }
  }
  return { width: across, height: down, values: halved }
}
