/**
 * Places of `count` pictures, evenly from the first to the last of `all`: every class has its turn where they are in
 * order.
 */
export const evenly = (count: number, all: number): Int32Array =>
  Int32Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * all) / count))
