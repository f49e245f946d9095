/** Frames as they are seen: enlarged, with the names of their rows and their words below. */
import { enlarge } from './enlarge'
import { stripOf } from './caption'
import { frameSize, type Film, type Frame } from './film'
import { withNames } from './row-names'

/** A frame in red, green and blue. */
export interface Painted {
  /** height × width × 3. */
  rgb: Uint8Array
  width: number
  height: number
}

/** Grey frames are painted in colour, too: of the formats that want all of a film alike. */
export async function paint(frame: Frame, film: Film): Promise<Painted> {
  const { width, height, pictureHeight, names, rows } = frameSize(frame, film)
  const rgb = new Uint8Array(width * height * 3)
  const { pixels, channels } = withNames(await enlarge(frame.raster, film.options), names, rows)
  if (channels === 3) rgb.set(pixels)
  else for (let i = 0; i < width * pictureHeight; i++) rgb.fill(pixels[i] ?? 0, 3 * i, 3 * i + 3)
  if (film.captioned) {
    const strip = stripOf(frame.caption ?? '', width)
    const start = 3 * width * pictureHeight
    strip.dots.forEach((dot, i) => {
      if (dot) rgb.fill(255, start + 3 * i, start + 3 * i + 3)
    })
  }
  return { rgb, width, height }
}
