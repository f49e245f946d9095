/** Training as a video that everything plays: H.264 in MP4. A window encodes it where it can; here WebAssembly does. */
import { setImmediate } from 'node:timers/promises'
import { StudioError } from '../../shared/errors'
import type { Format } from './format'
import { even } from './tools/video/even'
import { exportedFilm, type FilmFile } from './tools/exported-film'
import { filmOf, type Film } from './tools/film'
import { filmOptions } from './tools/film-options'
import { openEncoder } from './tools/video/h264'
import { pacer } from './tools/pace'
import { paint } from './tools/paint'

/** What decoders in phones take. */
const longestSide = 4096
/** Frames have one length in such a file: a longer one is there several times. */
const fastest = 60

const format: Format = {
  id: 'mp4',
  title: 'Export MP4',
  label: 'Video (MP4)',
  summary: 'As the GIF, as a video that phones and programs play.',
  extension: 'mp4',
  mediaType: 'video/mp4',
  video: { container: 'mp4', codec: 'avc', name: 'H.264', here: true },
  group: 'animation',
  needs: 'sampled',
  options: filmOptions,
  write: async (source, chosen, work) => exportedFilm(await makeMp4(filmOf(source, chosen, work)), chosen)
}
export default format

/** @throws StudioError bad-input where it is too large for players; what the film throws */
async function makeMp4(film: Film): Promise<FilmFile> {
  const rate = rateOf(film)
  const times = pacer(rate)
  let encoder: Awaited<ReturnType<typeof openEncoder>> | null = null
  try {
    for await (const frame of film.frames) {
      const { rgb, width, height } = even(await paint(frame, film))
      if (width > longestSide || height > longestSide) throw tooLarge(width, height)
      encoder ??= await openEncoder({ width, height, rate })
      for (let left = Math.max(1, times(frame.seconds)); left > 0; left--) {
        encoder.add(rgb)
        await setImmediate()
      }
    }
    if (!encoder) throw new StudioError('internal', 'A film without frames.')
    return { bytes: encoder.finish(), frames: film.count, width: encoder.width, height: encoder.height }
  } finally {
    encoder?.close()
  }
}

/** Whole frames per second, at best as many as the film has or a multiple. */
function rateOf({ options: { framesPerSecond, fade } }: Film): number {
  const wanted = framesPerSecond * (fade + 1)
  for (let times = 1; wanted * times <= fastest; times++) if (Number.isInteger(wanted * times)) return wanted * times
  return fastest
}

const tooLarge = (width: number, height: number): StudioError =>
  new StudioError(
    'bad-input',
    `A video is at most ${longestSide} pixels wide and high, and this one would be ${width}×${height}. Choose a ` +
      'smaller scale or fewer pictures.'
  )
