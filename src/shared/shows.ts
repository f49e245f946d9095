/** What sheets show, in numbers. */
import type { Run } from './domain'

const kinds: Record<Run['shows'], number> = { samples: 1, map: 1, reconstructions: 2, translations: 3 }

/** How many rows stand for one row of examples: the example's own, and what belongs to it below. */
export const kindsIn = (shows: Run['shows']): number => kinds[shows]
