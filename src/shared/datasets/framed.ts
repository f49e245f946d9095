/** How large framed pictures are. */
import type { Framing, ImageShape } from '../domain'

/** Height, width, channels of a picture under a framing. */
export const framedShape = ({
  size,
  height = size,
  channels
}: Pick<Framing, 'size' | 'height' | 'channels'>): ImageShape => [height, size, channels]

/** Of crops, where nothing else is said. */
export const usualZoom = 2

/** What crops are parts of: as training reads the pictures of such a framing. Others are as they are. */
export function keptFraming({ zoom = usualZoom, ...framing }: Framing): Framing {
  if (framing.fit !== 'crops') return framing
  const { size, height } = framing
  return { ...framing, fit: 'cover', size: zoom * size, ...(height === undefined ? {} : { height: zoom * height }) }
}

/** "64×96": width first, as people say it. */
export const framedWords = ({ size, height = size }: Pick<Framing, 'size' | 'height'>): string => `${size}×${height}`
