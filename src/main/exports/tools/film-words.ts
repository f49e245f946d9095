/** What is said of a film that was made. */
import { counted } from '../../../shared/counted'
import type { Chosen } from '../format'

export function filmWords(
  { frames, width, height }: { frames: number; width: number; height: number },
  { number }: Pick<Chosen, 'number'>
): string {
  const every = number('every')
  const left = every > 1 ? `, one for every ${every} epochs` : ''
  return `${counted(frames, 'frame')}${left}, ${width}×${height}`
}
