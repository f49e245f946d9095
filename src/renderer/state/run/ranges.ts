/** Items of one size in a scrolled list: the first and one past the last worth drawing. */
export function visibleRange(
  scroll: number,
  viewport: number,
  itemSize: number,
  count: number,
  overscan = 2
): { from: number; to: number } {
  if (itemSize <= 0 || count <= 0) return { from: 0, to: 0 }
  const from = Math.max(0, Math.min(count, Math.floor(scroll / itemSize) - overscan))
  const to = Math.max(from, Math.min(count, Math.ceil((scroll + viewport) / itemSize) + overscan))
  return { from, to }
}

/** Scroll position nearest to the present one that shows an item whole. */
export function scrollToShow(scroll: number, viewport: number, start: number, size: number): number {
  if (start < scroll) return start
  if (start + size > scroll + viewport) return start + size - viewport
  return scroll
}

/**
 * How many device pixels one picture pixel gets so that `pictures` of `pixels` each, with `gap` device pixels between
 * them, fit into `available` CSS pixels. A whole number, or below 1 where even one each is too many.
 */
export function wholeScale(pixels: number, pictures: number, gap: number, available: number, ratio: number): number {
  const room = available * ratio - gap * (pictures - 1)
  const scale = room / Math.max(1, pixels * pictures)
  return scale >= 1 ? Math.floor(scale) : Math.max(scale, 0.05)
}

/** The side nearest to 64 pixels, not above it, at which pictures are whole multiples of theirs, or whole parts. */
export const handySide = (pixels: number): number =>
  pixels < 64 ? pixels * Math.floor(64 / pixels) : pixels / Math.ceil(pixels / 64)
