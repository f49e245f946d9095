/** A film that was made, as an export. */
import { counted } from '../../../shared/counted'
import type { Exported } from '../../../shared/domain'
import type { Chosen } from '../format'

/** The file of a film, and what is said of it. */
export interface FilmFile {
  bytes: Uint8Array<ArrayBuffer>
  frames: number
  width: number
  height: number
}

export function exportedFilm({ bytes, frames, width, height }: FilmFile, { number }: Pick<Chosen, 'number'>): Exported {
  const every = number('every')
  const left = every > 1 ? `, one for every ${every} epochs` : ''
  return {
    bytes,
    mark: '',
    words: `${counted(frames, 'frame')}${left}, ${width}×${height}`,
    facts: { frames, width, height, scale: number('scale') }
  }
}
