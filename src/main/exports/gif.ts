/**
 * Training as an animated GIF. Colours are reduced at the samples' own size, frame by frame, and enlarged while they
 * are written: sixteen times less work at scale 4 than reducing the enlarged picture, and never more than a few frames
 * in memory.
 */
import { setImmediate } from 'node:timers/promises'
import { StudioError } from '../../shared/errors'
import type { Format } from './format'
import { stripOf, type Strip } from './tools/caption'
import { enlarge, enlargeRow } from './tools/enlarge'
import { filmOf, frameSize, type Film, type Frame } from './tools/film'
import { filmOptions } from './tools/film-options'
import { exportedFilm, type FilmFile } from './tools/exported-film'
import { GifWriter } from './tools/gif-writer'
import { pacer } from './tools/pace'
import { namesStrip } from './tools/row-names'
import { nearestTo, reduceColours, type Indexed } from './tools/palette'

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
  options: filmOptions,
  write: async (source, chosen, work) => exportedFilm(await makeGif(filmOf(source, chosen, work)), chosen)
}
export default format

/** What GIF has room for in its header. */
const longestSide = 65_535
/** Pixels written between two breaths of the event loop: a few milliseconds. */
const pixelsAtOnce = 250_000

/** @throws StudioError bad-input where it has no room for the frames; what the film throws */
export async function makeGif(film: Film): Promise<FilmFile> {
  let writer: GifWriter | null = null
  let frames = 0
  const hundredths = pacer(100)
  for await (const frame of film.frames) {
    writer ??= writerFor(frame, film)
    const delay = Math.max(2, hundredths(frame.seconds))
    const picture = await indexed(frame, film)
    writer.beginFrame(picture.palette, delay)
    await writePicture(writer, picture)
    writer.endFrame()
    frames++
  }
  if (!writer) throw new StudioError('internal', 'A film without frames.')
  return { bytes: writer.finish(), width: writer.width, height: writer.height, frames }
}

function writerFor(frame: Frame, film: Film): GifWriter {
  const { width, height } = frameSize(frame, film)
  if (width > longestSide || height > longestSide)
    throw new StudioError(
      'bad-input',
      `A GIF is at most ${longestSide} pixels wide and high, and this one would be ${width}×${height}. Choose ` +
        'a smaller scale or fewer pictures.'
    )
  return new GifWriter(width, height)
}

/** A picture in its own colours, to be enlarged while it is written; names beside it, and the words below it. */
interface Picture extends Indexed {
  scale: number
  names: Strip | null
  strip: Strip | null
}

async function indexed(frame: Frame, film: Film): Promise<Picture> {
  const { raster, caption } = frame
  const { options, captioned } = film
  const { scale, smooth } = options
  const { width, pictureHeight, names: words, rows } = frameSize(frame, film)
  const names = words.length > 0 ? namesStrip(words, rows, pictureHeight) : null
  const reserved = captioned || names ? 2 : 0
  const strip = captioned ? stripOf(caption ?? '', width) : null
  // Soft edges are colours of their own.
  if (smooth) return { ...(await reduceColours(await enlarge(raster, options), reserved)), scale: 1, names, strip }
  return { ...(await reduceColours(raster, reserved)), scale, names, strip }
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
