/** Requests about sweeps: one training tried with many settings. `sweepChanged` follows what becomes of one. */
import { z } from 'zod'
import * as bounds from '../bounds'
import * as d from '../domain'
import { sweep, sweepPlan } from '../sweeps/sweep'
import { empty, nothing, type Request } from './request'

const named = z.object({ sweep: d.id })

export const sweeps = {
  /** Newest first. */
  listSweeps: { input: empty, output: z.array(sweep) },
  getSweep: { input: named, output: sweep },
  /**
   * Checks every configuration, and begins; runs wait for their turns as others do. bad-input for a setting or value
   * that the model does not have; `metric` left out: the first that says of such runs what is better.
   */
  startSweep: {
    input: sweepPlan.extend({
      name: bounds.title.optional(),
      machines: sweepPlan.shape.machines.default([]),
      metric: bounds.word.optional(),
      configurations: sweepPlan.shape.configurations.default(null),
      grid: sweepPlan.shape.grid.default([]),
      random: sweepPlan.shape.random.default([]),
      seeds: sweepPlan.shape.seeds.default(2),
      reduction: sweepPlan.shape.reduction.default(3),
      budget: sweepPlan.shape.budget.default(null),
      seed: sweepPlan.shape.seed.default(1)
    }),
    output: sweep
  },
  /** What trains is saved and stopped; `resumeSweep` goes on. */
  stopSweep: { input: named, output: sweep },
  /** conflict where another process works on it, or it is finished. */
  resumeSweep: { input: named, output: sweep },
  /** Stops and forgets it; its runs stay. */
  deleteSweep: { input: named, output: nothing }
} satisfies Record<string, Request>
