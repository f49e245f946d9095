/** Sizes the gallery offers: CSS pixels for one picture pixel, such that a picture is neither a speck nor a wall. */
export function zooms(pictureWidth: number): number[] {
  const fitting = [0.125, 0.25, 0.5, 1, 2, 3, 4, 6, 8, 12, 16].filter(zoom => pictureWidth * zoom >= 24 && pictureWidth * zoom <= 340)
  return fitting.length > 0 ? fitting : [1]
}

/** Index of the zoom at which a picture comes nearest to 84 pixels. */
export function defaultZoom(levels: readonly number[], pictureWidth: number): number {
  let best = 0
  levels.forEach((zoom, i) => { if (Math.abs(zoom * pictureWidth - 84) < Math.abs((levels[best] ?? 1) * pictureWidth - 84)) best = i })
  return best
}
