/** Requests about sweeps: one training tried with many settings. `sweepChanged` follows what becomes of one. */
import { z } from 'zod'
import * as bounds from '../bounds'
import * as d from '../domain'
import { sweepDefaults } from '../sweeps/defaults'
import { sweep, sweepPlan } from '../sweeps/sweep'
import { empty, nothing, type Request } from './request'

const named = z.object({ sweep: d.id })
const asked = sweepPlan.extend({
  name: bounds.title.optional(),
  machines: sweepPlan.shape.machines.default(sweepDefaults.machines),
  metric: bounds.word.optional(),
  configurations: sweepPlan.shape.configurations.default(sweepDefaults.configurations),
  grid: sweepPlan.shape.grid.default(sweepDefaults.grid),
  random: sweepPlan.shape.random.default(sweepDefaults.random),
  seeds: sweepPlan.shape.seeds.default(sweepDefaults.seeds),
  reduction: sweepPlan.shape.reduction.default(sweepDefaults.reduction),
  budget: sweepPlan.shape.budget.default(sweepDefaults.budget),
  seed: sweepPlan.shape.seed.default(sweepDefaults.seed)
})

export const sweeps = {
  /** Newest first. */
  listSweeps: { input: empty, output: z.array(sweep) },
  getSweep: { input: named, output: sweep },
  /**
   * Checks every configuration, and says what all would take; begins nothing. bad-input as `startSweep`. `steps` left
   * out: as many as one training with these settings.
   */
  planSweep: {
    input: asked.omit({ name: true }).extend({ steps: bounds.steps.optional() }),
    output: z.object({
      configurations: z.int(),
      rungs: sweep.shape.rungs,
      steps: z.int(),
      stepsPerEpoch: z.int(),
      /** What it may be compared by, and what it is. */
      metrics: z.array(z.object({ id: z.string(), label: z.string() })),
      metric: z.string(),
      /** Steps that all configurations take with every seed, and about how many the sweep does. */
      most: z.number(),
      expected: z.number(),
      /** Of the expected steps on this machine, one after another. `rough`: no run here had steps of the same cost. */
      seconds: z.number(),
      rough: z.boolean()
    })
  },
  /**
   * Checks every configuration, and begins; runs wait for their turns as others do. bad-input for a setting or value
   * that the model does not have; `metric` left out: the first that says of such runs what is better.
   */
  startSweep: { input: asked, output: sweep },
  renameSweep: { input: named.extend({ name: bounds.title }), output: sweep },
  /** What it came to, as one page of HTML with samples of the best. */
  sweepReport: { large: true, input: named, output: z.object({ html: z.string(), samples: z.int() }) },
  /** What trains is saved and stopped; `resumeSweep` goes on. */
  stopSweep: { input: named, output: sweep },
  /** conflict where another process works on it, or it is finished. */
  resumeSweep: { input: named, output: sweep },
  /** Stops and forgets it; its runs stay. */
  deleteSweep: { input: named, output: nothing }
} satisfies Record<string, Request>
