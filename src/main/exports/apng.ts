/** Training as an animated PNG: every pixel exact. A program that knows no animation shows the first frame. */
import type { Format } from './format'
import { makeApng } from './tools/video/apng-film'
import { filmOf } from './tools/film'
import { filmOptions } from './tools/film-options'
import { exportedFilm } from './tools/exported-film'

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
