import type { SweepPlan } from './sweep'

/** What a plan has where nothing is said. */
export const sweepDefaults = {
  grid: [],
  random: [],
  configurations: null,
  seeds: 2,
  reduction: 3,
  machines: [],
  budget: null,
  seed: 1
} satisfies Partial<SweepPlan>
