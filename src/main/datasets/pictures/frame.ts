/** Cuts and scales a picture to the one that is learned. */
import sharp, { type Sharp } from 'sharp'
import { framedShape, keptFraming } from '../../../shared/datasets/framed'
import type { Framing } from '../../../shared/domain'
import type { Half } from '../decoder/protocol'
import { UnreadablePicture } from '../source'

/** What transparency lies on where the framing says nothing. */
export const white = '#ffffff'
/** Beyond this aspect `cover` cuts before it scales: 30,000 × 1 would become millions of pixels wide. */
const extremeAspect = 16

/** A part of an upright picture, pixels. */
interface Region {
  left: number
  top: number
  width: number
  height: number
}

/** Of an odd width the middle column belongs to neither half. */
export function halfOf(width: number, height: number, half: Half): Region {
  const each = Math.floor(width / 2)
  if (each === 0) throw new UnreadablePicture('It is 1 pixel wide: it has no two halves.')
  return { left: half === 'left' ? 0 : width - each, top: 0, width: each, height }
}

/** Pictures that have the wanted size already keep their exact pixels. @param cut the part is not the whole */
export function frame(image: Sharp, part: Region, framing: Framing, cut: boolean): Sharp {
  const [height, width] = framedShape(framing)
  const kept = keptFraming(framing)
  const whole = fitted(image, part, kept, cut)
  if (framing.fit !== 'crops') return whole
  const [keptHeight, keptWidth] = framedShape(kept)
  const [top, left] = [Math.floor((keptHeight - height) / 2), Math.floor((keptWidth - width) / 2)]
  return whole.extract({ left, top, width, height })
}

function fitted(
  image: Sharp,
  part: Region,
  { size, height = size, fit, position, background = white }: Framing,
  cut: boolean
): Sharp {
  const extreme = isExtreme(part, { fit })
  const kept = extreme ? middleOf(part, position === 'top') : part
  return (extreme || cut ? image.extract(kept) : image).flatten({ background }).resize(size, height, {
    fit: fit === 'stretch' ? 'fill' : fit === 'crops' ? 'cover' : fit,
    position:
      position === 'attention' && fit === 'cover'
        ? sharp.strategy.attention
        : position === 'top' && fit === 'cover'
          ? 'top'
          : 'centre',
    background
  })
}

export const isExtreme = (
  { width, height }: { width: number; height: number },
  { fit }: Pick<Framing, 'fit'>
): boolean => (fit === 'cover' || fit === 'crops') && Math.max(width, height) / Math.min(width, height) > extremeAspect

function middleOf({ left, top, width, height }: Region, fromTop: boolean): Region {
  const side = Math.min(width, height)
  const keptWidth = Math.min(width, side * extremeAspect)
  const keptHeight = Math.min(height, side * extremeAspect)
  return {
    left: left + Math.floor((width - keptWidth) / 2),
    top: top + (fromTop ? 0 : Math.floor((height - keptHeight) / 2)),
    width: keptWidth,
    height: keptHeight
  }
}
