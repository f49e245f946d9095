/**
 * Training as an animated GIF. Colours are reduced at the samples' own size, frame by frame, and enlarged while they
 * are written: sixteen times less work at scale 4 than reducing the enlarged picture, and never more than a few frames
 * in memory.
 */
import { setImmediate } from 'node:timers/promises'
import { StudioError } from '../../shared/errors'
import type { Raster } from '../drawing/sheet'
import type { Format } from './format'
import { stripOf, type Strip } from './tools/caption'
import { enlarge, enlargeRow } from './tools/enlarge'
import { filmOf, frameSize, type Film, type Frame } from './tools/film'
import { filmOptions } from './tools/film-options'
import { exportedFilm, type FilmFile } from './tools/exported-film'
import { GifWriter } from './tools/gif/writer'
import { pacer } from './tools/pace'
import { namesStrip } from './tools/row-names'
import { nearestTo, reduceColours, type Indexed, type Reducing } from './tools/gif/palette'
import { sharedColours } from './tools/gif/shared-palette'

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
  options: holdings => [
    ...filmOptions(holdings),
    {
      advanced: true,
      key: 'sharedPalette',
      flag: 'one-palette',
      type: 'flag',
      label: 'One palette',
      default: false,
      help: 'All frames have the same 256 colours: what stands still does not flicker, gradients are coarser.'
    },
    {
      advanced: true,
      key: 'dither',
      type: 'float',
      label: 'Dithering',
      default: 0,
      min: 0,
      max: 1,
      help: 'Grain in place of edges where 256 colours do not suffice; the file is larger for it.'
    }
  ],
  write: async (source, chosen, work) =>
    exportedFilm(
      await makeGif(filmOf(source, chosen, work), {
        shared: chosen.flag('sharedPalette'),
        dither: chosen.number('dither')
      }),
      chosen
    )
}
export default format

/** Its colours: the same for all frames, or each frame's own; and how much grain they have, 0 to 1. */
export interface GifColours {
  shared: boolean
  dither: number
}

type Reduce = (raster: Raster, reducing: Reducing) => Promise<Indexed>

/** What GIF has room for in its header. */
const longestSide = 65_535
/** Pixels written between two breaths of the event loop: a few milliseconds. */
const pixelsAtOnce = 250_000
/** Frames from whose colours those for all are taken. */
const looked = 24

/** @throws StudioError bad-input where it has no room for the frames; what the film throws */
export async function makeGif(
  film: Film,
  { shared, dither }: GifColours = { shared: false, dither: 0 }
): Promise<FilmFile> {
  const common = shared ? await sharedColours(film.some(looked), { reserved: 2 }) : null
  const reduce: Reduce = (raster, { reserved = 0 }) =>
    common?.fits(raster) ? common.reduce(raster, dither) : reduceColours(raster, { reserved, dither })
  let writer: GifWriter | null = null
  let frames = 0
  const hundredths = pacer(100)
  for await (const { frame, picture } of pictures(film, reduce)) {
    writer ??= writerFor(frame, film, common?.palette ?? null)
    const delay = Math.max(2, hundredths(frame.seconds))
    writer.beginFrame(picture.palette, delay)
    await writePicture(writer, picture)
    writer.endFrame()
    frames++
  }
  if (!writer) throw new StudioError('internal', 'A film without frames.')
  return { bytes: writer.finish(), width: writer.width, height: writer.height, frames }
}

function writerFor(frame: Frame, film: Film, common: Uint8Array | null): GifWriter {
  const { width, height } = frameSize(frame, film)
  if (width > longestSide || height > longestSide)
    throw new StudioError(
      'bad-input',
      `A GIF is at most ${longestSide} pixels wide and high, and this one would be ${width}×${height}. Choose ` +
        'a smaller scale or fewer pictures.'
    )
  return new GifWriter(width, height, common)
}

/** A picture in its own colours, to be enlarged while it is written; names beside it, and the words below it. */
interface Picture extends Indexed {
  scale: number
  names: Strip | null
  strip: Strip | null
}

/** Each frame in its own colours; those of the next are reduced meanwhile, on another core. */
async function* pictures(film: Film, reduce: Reduce): AsyncGenerator<{ frame: Frame; picture: Picture }> {
  let last: { frame: Frame; picture: Promise<Picture> } | null = null
  try {
    for await (const frame of film.frames) {
      const next = { frame, picture: indexed(frame, film, reduce) }
      // Its rejection is seen when its turn comes; until then it must not count as unhandled.
      next.picture.catch(() => {})
      const before: typeof last = last
      last = next
      if (before) yield { frame: before.frame, picture: await before.picture }
    }
    if (last) yield { frame: last.frame, picture: await last.picture }
  } finally {
    await last?.picture.catch(() => {})
  }
}

async function indexed(frame: Frame, film: Film, reduce: Reduce): Promise<Picture> {
  const { raster, caption } = frame
  const { options, captioned } = film
  const { scale, smooth } = options
  const { width, pictureHeight, names: words, rows } = frameSize(frame, film)
  const names = words.length > 0 ? namesStrip(words, rows, pictureHeight) : null
  const reserved = captioned || names ? 2 : 0
  const strip = captioned ? stripOf(caption ?? '', width) : null
  // Soft edges are colours of their own.
  if (smooth) return { ...(await reduce(await enlarge(raster, options), { reserved })), scale: 1, names, strip }
  return { ...(await reduce(raster, { reserved })), scale, names, strip }
}

async function writePicture(
  writer: GifWriter,
  { width, height, indexes, palette, scale, names, strip }: Picture
): Promise<void> {
  const [paper, ink] = [nearestTo(palette, 0), nearestTo(palette, 255)]
  const lettered = ({ dots, width }: Strip, y: number): Uint8Array =>
    dots.subarray(y * width, (y + 1) * width).map(dot => (dot ? ink : paper))
  let sinceBreath = 0
  const breathe = async (pixels: number): Promise<void> => {
    if ((sinceBreath += pixels) <= pixelsAtOnce) return
    sinceBreath = 0
    await setImmediate()
  }
  for (let y = 0; y < height; y++) {
    const row = enlargeRow(indexes.subarray(y * width, (y + 1) * width), scale)
    for (let again = 0; again < scale; again++) {
      if (names) writer.row(lettered(names, y * scale + again))
      writer.row(row)
    }
    await breathe(row.length * scale)
  }
  if (!strip) return
  for (let y = 0; y < strip.height; y++) {
    writer.row(lettered(strip, y))
    await breathe(strip.width)
  }
}
