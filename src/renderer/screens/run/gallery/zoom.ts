/** Sizes the gallery offers: CSS pixels for one picture pixel, such that a picture is neither a speck nor a wall. */
export function zooms(pictureWidth: number): number[] {
  const fitting = [0.125, 0.25, 0.5, 1, 2, 3, 4, 6, 8, 12, 16].filter(
    zoom => pictureWidth * zoom >= 24 && pictureWidth * zoom <= 340
  )
  return fitting.length > 0 ? fitting : [1]
}

/** Index of the zoom at which a picture comes nearest to 84 pixels. */
export function defaultZoom(levels: readonly number[], pictureWidth: number): number {
  let best = 0
  levels.forEach((zoom, i) => {
    if (Math.abs(zoom * pictureWidth - 84) < Math.abs((levels[best] ?? 1) * pictureWidth - 84)) best = i
  })
  return best
}

/** Least CSS pixels between a gallery's columns, most, and what a row has beside its pictures. */
const [leastGap, mostGap] = [2, 12]
export const rowMargins = { left: 80, right: 24 }

/**
 * Index of the largest zoom up to the default one at which a row of all `count` pictures fits into `width` CSS pixels,
 * at 28 or more each; else null.
 */
export function wholeRowZoom(
  levels: readonly number[],
  pictureWidth: number,
  count: number,
  width: number
): number | null {
  const room = width - rowMargins.left - rowMargins.right
  const fits = levels
    .slice(0, defaultZoom(levels, pictureWidth) + 1)
    .map(zoom => zoom * pictureWidth)
    .map(size => size >= 28 && count * (size + leastGap) - leastGap <= room)
  return fits.includes(true) ? fits.lastIndexOf(true) : null
}

/**
 * CSS pixels between columns of `size` such that whole ones fill a box of `width`: all of them, or as many as are in
 * sight.
 */
export function columnGap(size: number, count: number, width: number): number {
  const all = width - rowMargins.left - rowMargins.right
  if (count * (size + leastGap) - leastGap <= all)
    return Math.min(mostGap, Math.max(leastGap, Math.floor((all - count * size) / Math.max(1, count - 1))))
  // More beyond the edge: the last whole one ends there.
  const room = width - rowMargins.left
  const seen = Math.max(1, Math.floor((room + leastGap) / (size + leastGap)))
  return seen === 1 ? leastGap : Math.min(mostGap, Math.floor((room - seen * size) / (seen - 1)))
}
