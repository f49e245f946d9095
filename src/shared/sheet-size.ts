/**
 * How many pictures of a dataset are shown on one sheet: more would take a window, and what makes it, hundreds of
 * megabytes.
 */
import type { Framing } from './domain'

/** 16 million. */
const mostPixels = 2 ** 24

/** @param framed a picture, pixels @param across so many of them stand beside each other in a tile */
export const picturesOnSheet = ({ size, height = size }: Pick<Framing, 'size' | 'height'>, across: number): number =>
  Math.max(1, Math.floor(mostPixels / (across * size * height)))

/**
 * Places of `count` pictures, evenly from the first to the last of `all`: every class has its turn where they are in
 * order.
 */
export const evenly = (count: number, all: number): Int32Array =>
  Int32Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * all) / count))
