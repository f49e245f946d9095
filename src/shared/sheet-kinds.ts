/** What sheets show, in numbers. */
import type { ExampleKindId, Run } from './domain'

const kinds: Record<Run['sheetKind'], number> = { samples: 1, map: 1, reconstructions: 2, translations: 3, cycles: 6 }

/** How many rows stand for one row of examples: the example's own, and what belongs to it below. */
export const kindsIn = (sheetKind: Run['sheetKind']): number => kinds[sheetKind]

/** Whether what learns such examples makes pictures of pictures. */
export const translates = (exampleKind: ExampleKindId): boolean => exampleKind === 'pairs' || exampleKind === 'domains'

/**
 * Places of `count` pictures, evenly from the first to the last of `all`: every class has its turn where they are in
 * order.
 */
export const evenly = (count: number, all: number): Int32Array =>
  Int32Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * all) / count))
