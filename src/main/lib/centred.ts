/** The middle of pictures that are packed larger than they are learned. */
import type { ImageShape } from '../../shared/domain'
import { elementCount } from './shape'

/**
 * @param pixels of any number of pictures, one after another, row major
 * @param from their shape; with that of `to` already, they stay as they are
 */
export function centred(pixels: Uint8Array, from: ImageShape, to: ImageShape): Uint8Array {
  const [tall, wide, channels] = from
  const [height, width] = to
  if (tall === height && wide === width) return pixels
  const count = pixels.length / elementCount(from)
  const made = new Uint8Array(count * elementCount(to))
  const [top, left] = [Math.floor((tall - height) / 2), Math.floor((wide - width) / 2)]
  for (let i = 0; i < count * height; i++) {
    const row = (Math.floor(i / height) * tall + top + (i % height)) * wide + left
    made.set(pixels.subarray(row * channels, (row + width) * channels), i * width * channels)
  }
  return made
}
