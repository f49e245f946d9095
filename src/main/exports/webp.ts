/** Training as an animated WebP: true colour, small; exact pixels on request. */
import { StudioError } from '../../shared/errors'
import type { Format } from './format'
import { filmOf, type Film } from './tools/film'
import { filmOptions } from './tools/film-options'
import { exportedFilm, type FilmFile } from './tools/exported-film'
import { pacer } from './tools/pace'
import { paint, type Painted } from './tools/paint'

/** Of libwebp: where a picture looks as it did. */
const quality = 85
/** What WebP has room for in a frame's header. */
const longestSide = 16_383
/** The encoder holds a whole film. */
const mostPixels = 2e8

const format: Format = {
  id: 'webp',
  title: 'Export WebP',
  label: 'Animated WebP',
  summary: 'As the GIF, in true colour: sharper, and a fraction of its bytes.',
  extension: 'webp',
  mediaType: 'image/webp',
  previews: true,
  group: 'animation',
  needs: 'sampled',
  options: holdings => [
    ...filmOptions(holdings),
    {
      advanced: true,
      key: 'lossless',
      type: 'flag',
      label: 'Lossless',
      default: false,
      help: 'Exact pixels, in several times the bytes.'
    }
  ],
  write: async (source, chosen, work) =>
    exportedFilm(await makeWebp(filmOf(source, chosen, work), chosen.flag('lossless')), chosen)
}
export default format

/** @throws StudioError bad-input where it has no room for the frames; what the film throws */
async function makeWebp(film: Film, lossless: boolean): Promise<FilmFile> {
  const painted: Painted[] = []
  const delay: number[] = []
  const milliseconds = pacer(1000)
  for await (const frame of film.frames) {
    const picture = await paint(frame, film)
    checkRoom(picture, film.count)
    painted.push(picture)
    delay.push(Math.max(10, milliseconds(frame.seconds)))
  }
  const [{ width, height } = { width: 0, height: 0 }] = painted
  const { default: sharp } = await import('sharp')
  // As WebP has it: one picture as high as all frames.
  const webp = await sharp(Buffer.concat(painted.map(({ rgb }) => rgb)), {
    raw: { width, height: height * painted.length, channels: 3, pageHeight: height },
    limitInputPixels: false
  })
    .webp({ quality, lossless, effort: 4, loop: 0, delay })
    .toBuffer()
  return { bytes: new Uint8Array(webp), frames: painted.length, width, height }
}

function checkRoom({ width, height }: Painted, frames: number): void {
  if (width <= longestSide && height <= longestSide && width * height * frames <= mostPixels) return
  throw new StudioError(
    'bad-input',
    `A WebP of ${frames} frames of ${width}×${height} pixels would be too large. Choose a smaller scale, ` +
      'fewer pictures, or every n-th epoch.'
  )
}
