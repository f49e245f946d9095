/** Which framing suits a folder, before anybody has chosen one. */
import { usualZoom } from '../../shared/datasets/framed'
import type { Dataset, Framing } from '../../shared/domain'

/** Small pictures (40 pixels or less) become 28×28, others 64×64; grey ones stay grey; the middle is kept. */
export function recommendedFraming({ grey, sourceSize }: Pick<Dataset, 'grey' | 'sourceSize'>): Framing {
  const size = Math.max(sourceSize.width, sourceSize.height) <= 40 ? 28 : 64
  return { size, channels: grey ? 1 : 3, fit: 'cover', position: 'centre' }
}

export const sameFraming = (a: Framing, b: Framing): boolean =>
  a.size === b.size &&
  (a.height ?? a.size) === (b.height ?? b.size) &&
  a.channels === b.channels &&
  a.fit === b.fit &&
  (a.position === b.position || (a.fit !== 'cover' && a.fit !== 'crops')) &&
  (a.fit !== 'crops' || (a.zoom ?? usualZoom) === (b.zoom ?? usualZoom)) &&
  (a.background ?? '#ffffff') === (b.background ?? '#ffffff')
