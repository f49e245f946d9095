/** Requests about what happened to a run: events and findings, losses, epochs, sheets. */
import { z } from 'zod'
import * as bounds from '../bounds'
import { epoch } from '../bounds'
import * as d from '../domain'
import { empty, nothing, type Request } from './request'

export const history = {
  /** What happened to a run, oldest first: findings of health checks, changes of settings. */
  runEvents: { input: z.object({ run: d.id }), output: z.array(d.runEvent) },
  /** Findings that stand and were not dismissed, of every run that has any; newest last. */
  listFindings: { input: empty, output: z.array(z.object({ run: d.id, findings: z.array(d.runEvent) })) },
  /** Puts a warning aside: nothing of its kind is told of the run until it has passed and is found again. */
  dismissFinding: { input: z.object({ run: d.id, finding: bounds.place }), output: nothing },
  /** Takes `dismissFinding` back. */
  restoreFinding: { input: z.object({ run: d.id, finding: bounds.place }), output: nothing },
  /** Step losses thinned to at most `maxPoints` by bucket means, epoch means whole. */
  runMetrics: {
    input: z.object({ run: d.id, maxPoints: z.int().min(10).max(20000) }),
    output: z.object({ steps: d.stepColumns, epochs: z.array(d.epochMetrics) })
  },
  /**
   * Epochs that have a sample sheet, ascending; epochs that have a checkpoint, ascending; steps of the first epoch that
   * have a sheet, ascending.
   */
  runEpochs: {
    input: z.object({ run: d.id }),
    output: z.object({ sampled: z.array(z.int()), checkpoints: z.array(z.int()), early: z.array(z.int()) })
  },
  /** The fixed-latent samples of one epoch, exact pixels. */
  sampleSheet: { input: z.object({ run: d.id, epoch }), output: d.sheet },
  /** The same of a step, before the first epoch had ended. */
  earlySheet: { input: z.object({ run: d.id, step: bounds.step }), output: d.sheet }
} satisfies Record<string, Request>
