/**
 * How many pictures of a dataset are shown on one sheet: more would take a window, and what makes it, hundreds of
 * megabytes.
 */

/** 16 million. */
const mostPixels = 2 ** 24

/** @param size side of a picture, pixels @param pairs each is two of them */
export const picturesOnSheet = (size: number, pairs: boolean): number =>
  Math.max(1, Math.floor(mostPixels / ((pairs ? 2 : 1) * size * size)))
