/** Training as an animated PNG: every pixel exact. A program that knows no animation shows the first frame. */
import type { Format } from './format'
import { ApngWriter } from './tools/apng-writer'
import { filmOf, type Film } from './tools/film'
import { filmOptions } from './tools/film-options'
import { exportedFilm, type FilmFile } from './tools/exported-film'
import { pacer } from './tools/pace'
import { paint } from './tools/paint'

const format: Format = {
  id: 'apng',
  title: 'Export APNG',
  label: 'Animated PNG',
  summary: 'As the GIF, with every pixel exact.',
  extension: 'png',
  mediaType: 'image/png',
  previews: true,
  group: 'animation',
  needs: 'sampled',
  options: filmOptions,
  write: async (source, chosen, work) => exportedFilm(await makeApng(filmOf(source, chosen, work)), chosen)
}
export default format

/** @throws StudioError what the film throws */
async function makeApng(film: Film): Promise<FilmFile> {
  const writer = new ApngWriter(film.count)
  const milliseconds = pacer(1000)
  for await (const frame of film.frames) {
    const { rgb, width, height } = await paint(frame, film)
    await writer.frame(rgb, width, height, milliseconds(frame.seconds))
  }
  return { bytes: writer.finish(), frames: film.count, width: writer.width, height: writer.height }
}
