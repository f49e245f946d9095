/** Training as a video in WebM. Only windows have its encoder: they ask for the frames, and do the rest. */
import { StudioError } from '../../shared/errors'
import type { Format } from './format'
import { filmOptions } from './tools/film-options'

const format: Format = {
  id: 'webm',
  title: 'Export WebM',
  label: 'Video (WebM)',
  summary: 'As the GIF, as a video for web pages, in free formats alone.',
  extension: 'webm',
  mediaType: 'video/webm',
  video: { container: 'webm', codec: 'vp9', name: 'VP9', here: false },
  group: 'animation',
  needs: 'sampled',
  options: filmOptions,
  write: () =>
    Promise.reject(
      new StudioError(
        'unsupported',
        'WebM wants an encoder of VP9, which the command line does not have. Export it in the window, whose browser ' +
          'has one, or as MP4 or WebP here.'
      )
    )
}
export default format
