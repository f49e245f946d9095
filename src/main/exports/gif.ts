/**
 * Training as an animated GIF: one frame a sampled epoch, a grid of samples in each, enlarged by a whole number.
 * Colours are reduced at the samples' own size, frame by frame, and enlarged while they are written: sixteen times
 * less work at scale 4 than reducing the enlarged picture, and never more than a few frames in memory.
 */
import { setImmediate } from 'node:timers/promises'
import type { Format } from './format'
import { StudioError } from '../../shared/errors'
import { checkCancelled } from '../lib/cancel'
import { inOrder } from '../lib/order'
import type { WorkOptions } from '../lib/progress'
import type { SamplePixels } from '../engine/protocol'
import { fitted } from './tools/fitted'
import { GifWriter } from './tools/gif-writer'
import { reduceColours, type Indexed } from './tools/palette'
import { layTiles } from '../drawing/sheet'

const option = { advanced: false }

const format: Format = {
  id: 'gif',
  title: 'Export GIF',
  label: 'Animated GIF',
  summary: 'The run’s fixed samples through its epochs, animated.',
  extension: 'gif',
  mediaType: 'image/gif',
  previews: true,
  accelerator: 'CmdOrCtrl+E',
  group: 'animation',
  needs: 'sampled',
  options: holdings => {
    const { columns, rows, scale, most, every } = fitted(holdings)
    const [first, last] = [holdings?.framed[0] ?? 0, holdings?.framed.at(-1) ?? 1_000_000]
    return [
      {
        ...option,
        key: 'framesPerSecond',
        flag: 'fps',
        type: 'float',
        label: 'Frames per second',
        default: 8,
        min: 0.5,
        max: 50,
        help: 'How many epochs are shown per second.'
      },
      {
        ...option,
        key: 'holdSeconds',
        flag: 'hold',
        type: 'float',
        label: 'Last frame',
        unit: 'seconds',
        default: 2,
        min: 0,
        max: 30,
        help: 'How long the last frame stands before it begins anew.'
      },
      {
        ...option,
        key: 'columns',
        fitted: true,
        type: 'int',
        label: 'Columns',
        default: columns,
        min: 1,
        max: most,
        help: 'Pictures across; by default as it is shown.'
      },
      {
        ...option,
        key: 'rows',
        fitted: true,
        type: 'int',
        label: 'Rows',
        default: rows,
        min: 1,
        max: most,
        help: 'Pictures down; by default as it is shown.'
      },
      {
        ...option,
        key: 'scale',
        fitted: true,
        type: 'int',
        label: 'Enlarge',
        unit: 'times',
        default: scale,
        min: 1,
        max: 16,
        help: 'Whole multiple of each picture’s own pixels; by default 400 pixels across, less for a file of 5 MB.'
      },
      {
        ...option,
        key: 'every',
        fitted: true,
        type: 'int',
        label: 'Every n-th epoch',
        default: every,
        min: 1,
        max: 10_000,
        help: 'Leaves the others out, but never the last; by default so that about 60 frames are left.'
      },
      {
        ...option,
        key: 'firstEpoch',
        flag: 'first',
        fitted: true,
        type: 'int',
        label: 'First epoch',
        default: first,
        min: first,
        max: last,
        help: 'Where it begins; by default at the oldest.'
      },
      {
        ...option,
        key: 'lastEpoch',
        flag: 'last',
        fitted: true,
        type: 'int',
        label: 'Last epoch',
        default: last,
        min: first,
        max: last,
        help: 'Where it ends; by default at the newest, which follows the training.'
      }
    ]
  },
  write: async (source, { number }, work) => {
    const scale = number('scale')
    const every = number('every')
    const [first, last] = [number('firstEpoch'), number('lastEpoch')]
    const epochs = chosenEpochs(source.framed, first, last, every)
    if (epochs.length === 0) throw new StudioError('bad-input', nothingWithin(source.framed, first, last))
    const { gif, frames, width, height } = await makeGif(
      epochs.map(epoch => () => source.frame(epoch)),
      {
        framesPerSecond: number('framesPerSecond'),
        holdSeconds: number('holdSeconds'),
        columns: number('columns'),
        rows: number('rows'),
        scale
      },
      work
    )
    const left = every > 1 ? `, one for every ${every} epochs` : ''
    return {
      bytes: gif,
      mark: '',
      words: `${frames} ${frames === 1 ? 'frame' : 'frames'}${left}, ${width}×${height}`,
      facts: { frames, width, height, scale }
    }
  }
}
export default format

/** Every n-th of the epochs asked for, and always the last of them: that is where the film ends. */
export function chosenEpochs(epochs: readonly number[], first: number, last: number, every: number): number[] {
  const within = epochs.filter(epoch => epoch >= first && epoch <= last)
  return within.filter((_, i) => i % every === 0 || i === within.length - 1)
}

function nothingWithin(epochs: readonly number[], first: number, last: number): string {
  if (first > last) return `The last epoch, ${last}, comes before the first, ${first}. Give them the other way round.`
  return `No epoch from ${first} to ${last} has samples. The first that has some is ${epochs[0]}, the last ${epochs.at(-1)}.`
}

export interface GifOptions {
  framesPerSecond: number
  /** Whole multiple of each picture's own pixels. */
  scale: number
  /** Pictures in the grid: columns × rows, at most the samples there are. */
  columns: number
  rows: number
  /** How long the last frame stands, seconds. */
  holdSeconds: number
}

export interface Gif {
  gif: Uint8Array<ArrayBuffer>
  width: number
  height: number
  frames: number
}

/** Frames × width × height: about ten seconds of work, some hundred megabytes at the very worst. */
const mostPixels = 1e9
/** What GIF has room for in its header. */
const longestSide = 65_535
/** Frames read and reduced ahead of the one being written. */
const framesAhead = 3
/** Pixels written between two breaths of the event loop: a few milliseconds. */
const pixelsAtOnce = 250_000

/**
 * Frames are read as they are needed. Places beyond the samples there are shrink the grid.
 * @throws StudioError bad-input (no frames, frames of different shapes, too large), cancelled; what a frame throws.
 */
export async function makeGif(
  frames: (() => Promise<SamplePixels>)[],
  options: GifOptions,
  { signal, progress }: WorkOptions = {}
): Promise<Gif> {
  const { framesPerSecond, scale, holdSeconds } = options
  let writer: GifWriter | null = null
  let done = 0
  const read = async (frame: () => Promise<SamplePixels>): Promise<Indexed> => {
    checkCancelled(signal)
    return reduceColours(grid(await frame(), options))
  }
  for await (const picture of inOrder(frames, framesAhead, read)) {
    if (!writer) {
      checkSize(picture.width * scale, picture.height * scale, frames.length)
      writer = new GifWriter(picture.width * scale, picture.height * scale)
    } else if (picture.width * scale !== writer.width || picture.height * scale !== writer.height) {
      throw new StudioError(
        'bad-input',
        'The epochs’ samples differ in size or number, so they make no GIF together. Choose a range of epochs that are alike.'
      )
    }
    writer.beginFrame(picture.palette, delay(done, frames.length, framesPerSecond, holdSeconds))
    let sinceBreath = 0
    for (let y = 0; y < picture.height; y++) {
      const row = enlarge(picture.indexes.subarray(y * picture.width, (y + 1) * picture.width), scale)
      for (let again = 0; again < scale; again++) writer.row(row)
      if ((sinceBreath += row.length * scale) > pixelsAtOnce) {
        sinceBreath = 0
        await setImmediate()
      }
    }
    writer.endFrame()
    checkCancelled(signal)
    done++
    progress?.({ label: 'Making the GIF', done, total: frames.length })
  }
  if (!writer)
    throw new StudioError(
      'bad-input',
      'There are no samples to make a GIF of. Let the run finish an epoch first, or choose other epochs.'
    )
  return { gif: writer.finish(), width: writer.width, height: writer.height, frames: done }
}

function grid(
  samples: SamplePixels,
  options: GifOptions
): { pixels: Uint8Array; width: number; height: number; channels: number } {
  const columns = Math.min(options.columns, samples.count)
  const rows = Math.min(options.rows, Math.ceil(samples.count / columns))
  return { ...layTiles(samples, columns, rows), channels: samples.shape[2] }
}

function checkSize(width: number, height: number, frames: number): void {
  if (width > longestSide || height > longestSide || width * height * frames > mostPixels) {
    throw new StudioError(
      'bad-input',
      `A GIF of ${frames} frames of ${width}×${height} pixels would be too large. Choose a smaller scale, fewer pictures, or every n-th epoch.`
    )
  }
}

/** Hundredths of a second, rounded so that the whole keeps its pace: 8 a second is 13, 12, 13, 12, … */
function delay(frame: number, count: number, framesPerSecond: number, holdSeconds: number): number {
  const until = (n: number): number => Math.round((n * 100) / framesPerSecond)
  const normal = Math.max(2, until(frame + 1) - until(frame))
  return frame === count - 1 ? Math.max(normal, Math.round(holdSeconds * 100)) : normal
}

function enlarge(row: Uint8Array, scale: number): Uint8Array {
  if (scale === 1) return row
  const wide = new Uint8Array(row.length * scale)
  for (let x = 0; x < row.length; x++) wide.fill(row[x] ?? 0, x * scale, (x + 1) * scale)
  return wide
}
