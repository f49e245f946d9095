/** A line of words below a picture. */
import { drawWords, letterHeight, letterPitch, wordWidth } from '../../drawing/lettering'

/** A strip below a picture: 1 where a letter is, 0 around it. */
export interface Strip {
  width: number
  height: number
  /** height × width. */
  dots: Uint8Array
}

/** Picture pixels per letter dot: readable, and small beside the picture. */
const dotSize = (width: number): number => Math.min(4, Math.max(1, Math.floor(width / 200)))
/** Dots above and below the letters. */
const margin = 3

/** How high the strip below a picture of such a width is, pixels. */
export const stripHeight = (width: number): number => (letterHeight + 2 * margin) * dotSize(width)

/** Words in the middle of a strip; those that do not fit are cut off. */
export function stripOf(words: string, width: number): Strip {
  const size = dotSize(width)
  const strip: Strip = { width, height: stripHeight(width), dots: new Uint8Array(width * stripHeight(width)) }
  const most = Math.floor(width / size / letterPitch)
  const fitting = words.length <= most ? words : `${words.slice(0, Math.max(0, most - 2)).trimEnd()}..`
  const left = Math.max(0, Math.floor((width - wordWidth(fitting) * size) / 2))
  drawWords(fitting, (x, y) => {
    for (let down = 0; down < size; down++) {
      const start = ((y + margin) * size + down) * width + left + x * size
      strip.dots.fill(1, start, start + size)
    }
  })
  return strip
}
