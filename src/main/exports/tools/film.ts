/**
 * Training as a film: which epochs are its frames, how they lie, how long each is shown. Every animated format is made
 * of it, so that all have the same choices.
 */
import { StudioError } from '../../../shared/errors'
import { layTiles, type Raster } from '../../drawing/sheet'
import type { SamplePixels } from '../../engine/protocol'
import { checkCancelled } from '../../lib/cancel'
import { inOrder } from '../../lib/order'
import type { WorkOptions } from '../../lib/progress'
import type { Chosen, ExportSource } from '../format'
import { stripHeight } from './caption'
import { rowsOf } from './class-rows'
import { through, walkShots } from './walk-film'
import type { Shot } from './shot'
import { namesOption, namesWidth, type Rows } from './row-names'

export interface FilmOptions {
  /** Sampled epochs per second. */
  framesPerSecond: number
  /** How long the first frame stands, seconds; and the last. */
  firstSeconds: number
  holdSeconds: number
  /** Pictures in the grid: columns × rows, at most the samples there are. */
  columns: number
  rows: number
  /** Whole multiple of each picture's own pixels. */
  scale: number
  /** Enlarged with soft edges instead of square pixels. */
  smooth: boolean
  /** Frames between two epochs in which the one becomes the other. */
  fade: number
  /** Of rows, from above: then no row holds what belongs to another. */
  rowsOf?: { names: readonly string[]; columns: number }
}

/** A frame at the samples' own size, and how long it is shown. */
export interface Frame {
  raster: Raster
  /** High, one of its pictures. */
  tileHeight: number
  caption: string | null
  seconds: number
}

export interface Film {
  frames: AsyncGenerator<Frame>
  count: number
  options: FilmOptions
  /** Whether there is room for words below each frame. */
  captioned: boolean
  /** Some of the frames that are no cross-fades, from first to last, read anew. */
  some: (count: number) => AsyncGenerator<Raster>
}

/** Frames × width × height: about ten seconds of work, some hundred megabytes at the very worst. */
const mostPixels = 1e9
/** Frames read ahead of the one being written. */
const framesAhead = 3

/** Pixels of a finished frame, words below it and all. */
export function frameSize(
  { raster, tileHeight }: Pick<Frame, 'raster' | 'tileHeight'>,
  { options, captioned }: Pick<Film, 'options' | 'captioned'>
): { width: number; height: number; pictureHeight: number; names: readonly string[]; rows: Rows } {
  const { scale } = options
  const rows = { height: tileHeight * scale, pitch: tileHeight * scale }
  const names = options.rowsOf?.names.slice(0, raster.height / tileHeight) ?? []
  const width = namesWidth(names, rows) + raster.width * scale
  const pictureHeight = raster.height * scale
  return { width, pictureHeight, height: pictureHeight + (captioned ? stripHeight(width) : 0), names, rows }
}

/**
 * Frames are read as they are needed. Places beyond the samples there are shrink the grid.
 * @throws StudioError bad-input (no frames); while it is read also for frames of different shapes or too many pixels,
 *   cancelled, and what a shot throws
 */
export function film(shots: readonly Shot[], options: FilmOptions, work: WorkOptions): Film {
  if (shots.length === 0)
    throw new StudioError(
      'bad-input',
      'There are no samples to make a film of. Let the run finish an epoch first, or choose other epochs.'
    )
  const count = shots.length + options.fade * (shots.length - 1)
  const captioned = shots.some(({ caption }) => caption !== null)
  const some = (most: number): AsyncGenerator<Raster> => someOf(shots, most, options, work)
  return { count, options, captioned, some, frames: framesOf(shots, count, captioned, options, work) }
}

async function* someOf(
  shots: readonly Shot[],
  most: number,
  options: FilmOptions,
  { signal, progress }: WorkOptions
): AsyncGenerator<Raster> {
  const count = Math.min(most, shots.length)
  for (let i = 0; i < count; i++) {
    checkCancelled(signal)
    const shot = shots[Math.round((i * (shots.length - 1)) / Math.max(1, count - 1))]
    if (shot) yield grid(await shot.samples(), options)
    progress?.({ label: 'Looking at colours', done: i + 1, total: count })
  }
}

async function* framesOf(
  shots: readonly Shot[],
  count: number,
  captioned: boolean,
  options: FilmOptions,
  { signal, progress }: WorkOptions
): AsyncGenerator<Frame> {
  const { framesPerSecond, firstSeconds, holdSeconds, fade } = options
  const seconds = 1 / framesPerSecond / (fade + 1)
  const rasters = inOrder(shots, framesAhead, async ({ samples, caption }) => {
    checkCancelled(signal)
    const drawn = await samples()
    return { raster: grid(drawn, options), tileHeight: drawn.shape[0], caption }
  })
  let done = 0
  const tell = (): void => {
    done++
    progress?.({ label: 'Making the film', done, total: count })
  }
  let last: Omit<Frame, 'seconds'> | null = null
  for await (const next of rasters) {
    if (last) {
      checkAlike(last.raster, next.raster)
      for (let i = 1; i <= fade; i++) {
        yield { ...last, raster: blend(last.raster, next.raster, i / (fade + 1)), seconds }
        checkCancelled(signal)
        tell()
      }
    } else checkSize(next, count, { captioned, options })
    last = next
    yield { ...next, seconds: shown(done === 0, done === count - 1) }
    checkCancelled(signal)
    tell()
  }

  function shown(isFirst: boolean, isLast: boolean): number {
    return Math.max(seconds, isFirst ? firstSeconds : 0, isLast ? holdSeconds : 0)
  }
}

function grid(samples: SamplePixels, { columns: most, rows: deep, rowsOf: of }: FilmOptions): Raster {
  if (of) {
    const [across, down] = [Math.min(most, of.columns), Math.min(deep, of.names.length)]
    const chosen = rowsOf(samples, down, across, (row, column) => row * of.columns + column)
    return { ...layTiles(chosen, across, down), channels: samples.shape[2] }
  }
  const columns = Math.min(most, samples.count)
  const rows = Math.min(deep, Math.ceil(samples.count / columns))
  return { ...layTiles(samples, columns, rows), channels: samples.shape[2] }
}

/** `share` of the second picture, the rest of the first. */
function blend(from: Raster, to: Raster, share: number): Raster {
  const pixels = new Uint8Array(from.pixels.length)
  for (let i = 0; i < pixels.length; i++)
    pixels[i] = Math.round((from.pixels[i] ?? 0) * (1 - share) + (to.pixels[i] ?? 0) * share)
  return { ...from, pixels }
}

function checkAlike(one: Raster, other: Raster): void {
  if (one.width === other.width && one.height === other.height && one.channels === other.channels) return
  throw new StudioError(
    'bad-input',
    'The epochs’ samples differ in size or number, so they make no film together. Choose a range of epochs ' +
      'that are alike.'
  )
}

function checkSize(frame: Omit<Frame, 'seconds'>, frames: number, film: Pick<Film, 'options' | 'captioned'>): void {
  const { width, height } = frameSize(frame, film)
  if (width * height * frames > mostPixels)
    throw new StudioError(
      'bad-input',
      `A film of ${frames} frames of ${width}×${height} pixels would be too large. Choose a smaller scale, ` +
        'fewer pictures, or every n-th epoch.'
    )
}

/** Every n-th of the epochs asked for, and always the last of them: that is where the film ends. */
export function chosenEpochs(epochs: readonly number[], first: number, last: number, every: number): number[] {
  const within = epochs.filter(epoch => epoch >= first && epoch <= last)
  return within.filter((_, i) => i % every === 0 || i === within.length - 1)
}

/** The film that was asked for, of a run. @throws StudioError as `film`, and for a range without samples */
export function filmOf(source: ExportSource, { number, word, flag, inputs }: Chosen, work: WorkOptions): Film {
  return film(
    word(through) === 'pictures' ? walkShots(source, { number, word, flag, inputs }) : epochShots(source, number, word),
    {
      framesPerSecond: number('framesPerSecond'),
      firstSeconds: number('firstSeconds'),
      holdSeconds: number('holdSeconds'),
      columns: number('columns'),
      rows: number('rows'),
      scale: number('scale'),
      smooth: flag('smooth'),
      fade: number('fade'),
      ...(flag(namesOption.key) ? { rowsOf: source.grid } : {})
    },
    work
  )
}

/** One for each of the epochs that were chosen. @throws StudioError bad-input for a range without samples */
function epochShots(source: ExportSource, number: Chosen['number'], word: Chosen['word']): Shot[] {
  const [first, last] = [number('firstEpoch'), number('lastEpoch')]
  const epochs = chosenEpochs(source.framed, first, last, number('every'))
  if (epochs.length === 0) throw new StudioError('bad-input', nothingWithin(source.framed, first, last))
  const caption = captionOf(source, word('captions'))
  return epochs.map(epoch => ({ samples: () => source.frame(epoch), caption: caption(epoch) }))
}

/** The words below an epoch's frame. */
function captionOf({ numbers, run }: ExportSource, kind: string): (epoch: number) => string | null {
  if (kind === 'none') return () => null
  const name = (epoch: number): string => `Epoch ${epoch}`
  if (kind === 'epoch') return name
  const byEpoch = new Map(numbers().epochs.map(each => [each.epoch, each]))
  return epoch => {
    const found = byEpoch.get(epoch)
    if (!found) return name(epoch)
    return [name(epoch), ...run.losses.map(({ short }, i) => `${short} ${found.losses[i]?.toFixed(2) ?? '–'}`)].join(
      '  '
    )
  }
}

function nothingWithin(epochs: readonly number[], first: number, last: number): string {
  if (first > last) return `The last epoch, ${last}, comes before the first, ${first}. Give them the other way round.`
  return (
    `No epoch from ${first} to ${last} has samples. The first that has some is ${epochs[0]}, the ` +
    `last ${epochs.at(-1)}.`
  )
}
