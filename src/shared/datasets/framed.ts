/** How large framed pictures are. */
import type { Framing, ImageShape } from '../domain'

/** Height, width, channels of a picture under a framing. */
export const framedShape = ({
  size,
  height = size,
  channels
}: Pick<Framing, 'size' | 'height' | 'channels'>): ImageShape => [height, size, channels]

/** "64×96": width first, as people say it. */
export const framedWords = ({ size, height = size }: Pick<Framing, 'size' | 'height'>): string => `${size}×${height}`
