/** Frames for encoders of video, which halve colours both ways: their sides are even. */
import type { Painted } from '../paint'

/** The last column and row stand twice where they must. */
export function even(painted: Painted): Painted {
  const { rgb, width: across, height: down } = painted
  const [width, height] = [across + (across % 2), down + (down % 2)]
  if (width === across && height === down) return painted
  const wide = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++) {
    const from = Math.min(y, down - 1) * across * 3
    wide.set(rgb.subarray(from, from + across * 3), y * width * 3)
    if (width > across) wide.set(rgb.subarray(from + (across - 1) * 3, from + across * 3), y * width * 3 + across * 3)
  }
  return { rgb: wide, width, height }
}
