/** Requests about what becomes of a run: metrics and exports. */
import { z } from 'zod'
import * as bounds from '../bounds'
import { epoch, seed, word } from '../bounds'
import * as d from '../domain'
import { empty, job, type Request } from './request'

export const results = {
  /**
   * Works out metrics of checkpoints (default: the newest): those named, by their own ids or their subject's, or else
   * all that need not be asked for by name. `options` are those of the subjects. What is known already is not worked
   * out again. Answers with what those metrics found of those epochs.
   */
  evaluateRun: {
    input: z.object({
      run: d.id,
      job,
      epochs: z.array(epoch).min(1).max(10000).optional(),
      metrics: z.array(word).min(1).max(200).optional(),
      seed: seed.default(0),
      options: bounds.record(z.int().min(0).max(1_000_000), 20).default({})
    }),
    output: d.evaluation
  },
  /** Every metric that applies to a run, and all that was found. */
  listEvaluations: { input: z.object({ run: d.id }), output: d.evaluation },
  /** What each metric found of every run's newest evaluated epoch, and what those metrics are: to order runs by. */
  newestMetrics: {
    input: empty,
    output: z.object({
      metrics: z.array(d.metric.pick({ id: true, label: true, short: true, better: true, share: true })),
      values: z.array(
        z.object({
          run: d.id,
          metric: z.string(),
          epoch: z.int(),
          value: z.number().nullable(),
          reference: z.number().nullable()
        })
      )
    })
  },
  /** Every format in which something of a run can be taken away, with options that fit it, and what is on the stage. */
  listExports: { input: z.object({ run: d.id, stage: d.stagePictures.optional() }), output: z.array(d.exportFormat) },
  /**
   * Options left out are as `listExports` has them for this `stage`: what is on it is what is exported. `keep` also
   * stores what is made with the run. `frames`: of a video, its frames as an animated PNG of even sides, for a window
   * that encodes them.
   */
  exportRun: {
    input: z.object({
      run: d.id,
      job,
      format: word,
      stage: d.exportStage.optional(),
      options: d.settings.default({}),
      keep: z.boolean().default(false),
      frames: z.boolean().optional()
    }),
    output: d.exported
  }
} satisfies Record<string, Request>
