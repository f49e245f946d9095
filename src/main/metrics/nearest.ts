/**
 * The nearest of many pictures by their pixels: is a sample a copy of something it was shown? Exact, and one pass over
 * the packed file however many are asked for, so that 60,000 pictures need neither memory nor patience.
 *
 * Most pictures are ruled out by a bound that costs a twelfth of the distance or less. A picture is the means of its
 * cells and what remains; the two are orthogonal. With S the sum over a cell of n pixels and R the length of the rest,
 *
 *   Σ (S − S')² / n  +  (R − R')²  ≤  squared distance
 */
import { elementCount } from '../lib/shape'
import { z } from 'zod'
import { counted } from '../../shared/counted'
import type { ImageShape } from '../../shared/domain'
import { permutation } from '../../shared/random'
import { byHeart, copiesWords } from './tools/copies'
import { median } from '../lib/median'
import { hasTargets } from '../models/examples'
import { fill, openPacked, readPictures, type PackedPictures } from './tools/packed'
import type { Metric } from './metric'
import type { PictureSamples } from './subjects/pictures'
import { boundFrom, squaredDistance } from './tools/squared-distance'

/** Of the samples, how many are looked for among the training pictures, and shown with what was found. */
const most = 64
const shownMost = 16
/** Training pictures whose nearest others give the scale. */
const scaleCount = 128

const detail = z.object({
  /** One for each sample shown: the nearest picture's place in the dataset, from 0, its file, and the distance. */
  pairs: z.array(z.object({ picture: z.int(), path: z.string(), distance: z.number() })),
  /**
   * How many samples were looked for, and how many of them are less than half as far from their nearest picture as from
   * the next.
   */
  searched: z.int(),
  copies: z.int()
})

const metric: Metric = {
  id: 'nearest',
  label: 'Distance to the nearest picture',
  short: 'Nearest',
  help:
    'Median root mean square difference of samples’ pixels from their nearest training picture, 0 to 255. ' +
    'Far below that of training pictures from one another, samples are copies.',
  better: 'reference',
  reference: { label: 'Training pictures to their nearest other', short: 'Nearest of pictures' },
  newestOnly: true,
  measure: { pictures: look },
  report: ({ run: { exampleKind }, epoch, value, reference, detail: kept }) => {
    const { pairs, searched, copies } = detail.parse(kept)
    const paired = hasTargets(exampleKind)
    const one = paired ? 'target' : 'picture'
    const scale =
      `A sample differs by ${(value ?? 0).toFixed(1)} of 255 per pixel from its nearest ${one} (median); ` +
      `a ${one} by ${(reference ?? 0).toFixed(1)} from its nearest other.`
    const learnt = byHeart(copies, searched)
    return {
      notes: [
        { level: 'info', text: scale },
        // What is generated from a training pair's input is meant to be like its target.
        ...(paired
          ? []
          : [
              {
                level: learnt ? ('warning' as const) : ('info' as const),
                text: `${copiesWords(copies, searched)}${
                  learnt
                    ? ' The run may have learnt some by ' +
                      'heart: more pictures, ' +
                      'or an earlier epoch, usually help.'
                    : ''
                }`
              }
            ])
      ],
      figure: {
        band: 2,
        title: `Nearest pictures, epoch ${epoch}`,
        caption: paired
          ? 'What is generated from your inputs, and below each the target that is nearest to it: at best its own.'
          : 'Samples, and below each the picture of yours that is nearest to it. Copies would look the same.',
        label: `${counted(pairs.length, 'sample')} of epoch ${epoch}, and below each the training picture nearest to it`
      }
    }
  }
}
export default metric

/** The pictures nearest to samples, and what the nearest of training pictures are among themselves. */
async function look(
  { generated, dataset, shape, size, ask }: PictureSamples,
  { seed, share }: { seed: number; share: (share: number) => void }
) {
  const asked = Math.min(most, generated.length / size)
  const places = permutation(dataset.count, 'scale', seed).subarray(0, scaleCount)
  const queries = new Uint8Array((asked + places.length) * size)
  queries.set(generated.subarray(0, asked * size))
  queries.set(await readPictures(dataset, places), asked * size)
  // A sample may be any picture; a training picture is not its own neighbour.
  const apart = new Int32Array(asked + places.length).fill(-1)
  apart.set(places, asked)
  const found = await nearestPictures(dataset, queries, apart, done => share(done / dataset.count))
  const [neighbours, among] = [found.slice(0, asked), found.slice(asked)]
  const shown = neighbours.slice(0, asked >= shownMost ? shownMost : Math.min(shownMost / 2, asked))
  const nearest = shown.map(({ picture }) => picture)
  const paths = await ask('files', nearest)
  const middle = (all: readonly Neighbour[]): number => median(all.map(({ distance }) => distance))
  return {
    value: middle(neighbours),
    reference: middle(among),
    detail: {
      pairs: shown.map(({ picture, distance }, i) => ({ picture, distance, path: paths[i] ?? '' })),
      searched: asked,
      copies: neighbours.filter(isCopy).length
    },
    tiles: inBands(generated, await readPictures(dataset, nearest), { count: shown.length, size, shape })
  }
}

/** Rows in pairs: samples, and below each its nearest picture. */
function inBands(
  samples: Uint8Array,
  pictures: Uint8Array,
  { count, size, shape }: { count: number; size: number; shape: ImageShape }
) {
  const columns = Math.min(shownMost / 2, count)
  const rows: Uint8Array[] = []
  for (let first = 0; first < count; first += columns) {
    for (const from of [samples, pictures])
      rows.push(from.subarray(first * size, Math.min(count, first + columns) * size))
  }
  return { count: 2 * count, columns, shape, pixels: Buffer.concat(rows) }
}

export interface Neighbour {
  /** Place in the file, from 0. */
  picture: number
  /** Root mean square of the differences between pixels, 0 to 255: the L2 distance, made the same for every size. */
  distance: number
  /** The same of the second nearest; infinite where there is none. */
  next: number
}

/**
 * Whether a picture is a copy of its nearest one: less than half as far from it as from the next. What is only blurred
 * is about as near to many. Of a picture that is there twice, no copy can be told.
 */
export const isCopy = ({ distance, next }: Neighbour): boolean => distance < next / 2

/** Cells across and down. */
const cells = 7
const blockBytes = 4 * 1024 ** 2

/**
 * For each query its nearest picture, the first of equals.
 * @param queries count × height × width × channels
 * @param apart for each query a picture that does not count, its own; −1: all count
 * @throws StudioError not-readable when the file is gone or cut short
 */
export async function nearestPictures(
  { path, count, shape, stride, offset }: PackedPictures,
  queries: Uint8Array,
  apart?: Int32Array,
  done: (pictures: number) => void = () => undefined
): Promise<Neighbour[]> {
  const each = elementCount(shape)
  const asked = queries.length / each
  const search = new Search(queries, shape, apart ?? new Int32Array(asked).fill(-1))
  const block = new Uint8Array(Math.max(1, Math.floor(blockBytes / stride)) * stride)
  const file = await openPacked(path)
  try {
    for (let first = 0; first < count;) {
      const some = Math.min(block.length / stride, count - first)
      await fill(file, block.subarray(0, some * stride), first * stride, path)
      search.look(block, { stride, offset }, first, some)
      first += some
      done(first)
    }
  } finally {
    await file.close()
  }
  return search.found()
}

class Search {
  private readonly each: number
  private readonly asked: number
  private readonly cellOf: Uint16Array
  private readonly weights: Float64Array
  private readonly querySums: Float64Array
  private readonly best: Float64Array
  private readonly second: Float64Array
  private readonly places: Int32Array

  constructor(
    private readonly queries: Uint8Array,
    shape: ImageShape,
    private readonly apart: Int32Array
  ) {
    const [height, width, channels] = shape
    this.each = height * width * channels
    this.asked = queries.length / this.each
    this.cellOf = Uint16Array.from({ length: this.each }, (_, i) => {
      const channel = i % channels,
        x = Math.floor(i / channels) % width,
        y = Math.floor(i / (channels * width))
      return (Math.floor((y * cells) / height) * cells + Math.floor((x * cells) / width)) * channels + channel
    })
    const sizes = new Float64Array(cells * cells * channels)
    for (const cell of this.cellOf) sizes[cell] = (sizes[cell] ?? 0) + 1
    // Pictures of fewer pixels than cells leave some empty.
    this.weights = sizes.map(size => (size > 0 ? 1 / Math.sqrt(size) : 0))
    const numbers = this.weights.length + 1
    this.querySums = new Float64Array(this.asked * numbers)
    for (let q = 0; q < this.asked; q++)
      this.sums(queries, q * this.each, this.querySums.subarray(q * numbers, (q + 1) * numbers))
    this.best = new Float64Array(this.asked).fill(Infinity)
    this.second = new Float64Array(this.asked).fill(Infinity)
    this.places = new Int32Array(this.asked).fill(-1)
  }

  /** Goes through `some` pictures, the first of which is number `first`. */
  look(
    block: Uint8Array,
    { stride, offset }: Pick<PackedPictures, 'stride' | 'offset'>,
    first: number,
    some: number
  ): void {
    const { each, asked, querySums, best, second, places, apart } = this
    const size = this.weights.length + 1
    const sums = new Float64Array(size)
    for (let p = 0; p < some; p++) {
      const at = p * stride + offset
      this.sums(block, at, sums)
      for (let q = 0; q < asked; q++) {
        const limit = second[q] ?? 0
        if (apart[q] === first + p || boundFrom(sums, querySums, q * size, limit) >= limit) continue
        const distance = squaredDistance(this.queries, q * each, block, at, each, limit)
        if (distance >= limit) continue
        const nearest = best[q] ?? 0
        second[q] = Math.max(nearest, distance)
        if (distance >= nearest) continue
        best[q] = distance
        places[q] = first + p
      }
    }
  }

  /** Where there was nothing to find, picture −1 at infinity. */
  found(): Neighbour[] {
    const length = (squares: Float64Array, q: number): number => Math.sqrt((squares[q] ?? Infinity) / this.each)
    return Array.from(this.places, (picture, q) => ({
      picture,
      distance: length(this.best, q),
      next: length(this.second, q)
    }))
  }

  /** Of each cell S / √n, and at the end R. */
  private sums(pixels: Uint8Array, from: number, sums: Float64Array): void {
    const { cellOf, weights, each } = this
    let rest = 0
    sums.fill(0)
    for (let i = 0; i < each; i++) {
      const cell = cellOf[i] ?? 0,
        value = pixels[from + i] ?? 0
      sums[cell] = (sums[cell] ?? 0) + value
      rest += value * value
    }
    for (let cell = 0; cell < weights.length; cell++) {
      const scaled = (sums[cell] ?? 0) * (weights[cell] ?? 0)
      sums[cell] = scaled
      rest -= scaled * scaled
    }
    sums[weights.length] = Math.sqrt(Math.max(0, rest))
  }
}
