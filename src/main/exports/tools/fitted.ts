/** How large a GIF is by default, and how many of the run's epochs it shows: what people can share. */
import type { Holdings } from '../format'

/** So many frames, and bytes. */
const usual = { frames: 60, bytes: 5e6, fewest: 12 }
/**
 * Bytes of a frame for each pixel of its pictures. Measured on samples of clothes, 60 frames of 140×140 at scales 1 to
 * 4: 0.96, 2.2, 3.6 and 5.2.
 */
const bytesPerPixel = (scale: number): number => 1.4 * scale - 0.4

/** The grid that is shown, and of the epochs and their size as much as people share; all of what is short and small. */
export function fitted(holdings: Holdings | null): ReturnType<typeof gridOf> & { every: number } {
  const grid = gridOf(holdings)
  if (!holdings) return { ...grid, every: 1 }
  const [height, width] = holdings.run.image
  const pixels = grid.columns * width * grid.rows * height
  const count = holdings.framed.length
  const frames = Math.min(usual.frames, count)
  const fits = (scale: number): boolean => frames * pixels * bytesPerPixel(scale) <= usual.bytes
  const scale = Array.from({ length: grid.scale }, (_, i) => grid.scale - i).find(fits) ?? 1
  const few = Math.max(usual.fewest, Math.floor(usual.bytes / (pixels * bytesPerPixel(scale))))
  return { ...grid, scale, every: Math.max(1, Math.ceil(count / Math.min(frames, few))) }
}

/** Pictures of a frame, whatever the run. */
const mostPictures = 1024

/** The grid of what is on the stage, as large as about 400 pixels allow; `most`: across or down. */
function gridOf(holdings: Holdings | null): { columns: number; rows: number; scale: number; most: number } {
  if (!holdings) return { columns: 4, rows: 4, scale: 4, most: mostPictures }
  const {
    run: {
      image: [, width]
    },
    grid: { pictures, columns: across }
  } = holdings
  const columns = Math.max(1, Math.min(pictures, across))
  return {
    columns,
    rows: Math.max(1, Math.ceil(pictures / columns)),
    most: Math.max(1, pictures),
    scale: Math.min(16, Math.max(1, Math.round(400 / (columns * width))))
  }
}
