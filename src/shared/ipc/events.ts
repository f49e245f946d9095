/** What the studio tells all its windows of itself. */
import { z } from 'zod'
import * as d from '../domain'
import { sweep } from '../sweeps/sweep'
import { job } from './request'

export const events = {
  /** Whole and new; sent on every change of status, epoch or name. */
  runChanged: d.run,
  runRemoved: z.object({ run: d.id }),
  /** The row of those that wait, or how many train at once, has changed. */
  queue: d.trainingQueue,
  /** Whole and new: another trial, score or status. */
  sweepChanged: sweep,
  sweepRemoved: z.object({ sweep: d.id }),
  /** A few times per second: the steps since the last one. */
  steps: z.object({ run: d.id, steps: d.stepColumns, progress: d.liveProgress }),
  /** An epoch, its sample sheet and its checkpoint are stored. */
  epoch: z.object({ run: d.id, metrics: d.epochMetrics }),
  /** Samples of a step in its first epoch, which has not ended yet, are stored. */
  early: z.object({ run: d.id, step: z.int() }),
  /**
   * A run's events have changed: its findings that stand now and were not dismissed, newest last; `news`: what was just
   * found.
   */
  health: z.object({ run: d.id, findings: z.array(d.runEvent), news: d.runEvent.nullable() }),
  datasetChanged: d.dataset,
  /** `replacedBy`: another one that was made of the same files. */
  datasetRemoved: z.object({ dataset: d.id, replacedBy: d.id.optional() }),
  progress: z.object({
    job,
    label: z.string(),
    done: z.number(),
    total: z.number().nullable(),
    secondsLeft: z.number().nullable(),
    /** What `done` and `total` are numbers of; absent: of things. */
    unit: z.literal('bytes').optional()
  }),
  /** The workspace cannot be written any more, and why; or (null) it can again. */
  trouble: z.object({ message: z.string().nullable() }),
  /** Somebody has chosen another engine. */
  engineChosen: d.engineChoice,
  /** What output pages show from now on; a window that is behind misses some. */
  output: d.shownOutput,
  /**
   * A control of Explore that something outside moves: `latent/17`, `seed`, `walk`, `time`, `direction/1`,
   * `knob/truncation`.
   */
  control: z.object({ control: z.string(), value: z.number() }),
  /** Something a person should know, e.g. the trainer was killed. */
  notice: z.object({ level: z.enum(['info', 'warning', 'error']), message: z.string(), run: d.id.optional() }),
  /**
   * The studio behind a window that stays: gone and being started again, back (ask anew for what is shown), or gone for
   * good.
   */
  studio: z.object({ state: z.enum(['restarting', 'open', 'ended']), message: z.string() }),
  /**
   * Of Electron: a file that a window handed out from an address of its own was saved under this name, for `showSaved`;
   * `file` is null where somebody thought better of it.
   */
  saved: z.object({ url: z.string(), name: z.string(), file: z.int().nullable() }),
  /** Chosen in the native menu, for whatever screen is shown. Browser hosts have no such menu. */
  command: z.object({
    command: z.enum([
      'openFolder',
      'export',
      'train',
      'pause',
      'stop',
      'toggleSidebar',
      'toggleTheme',
      'search',
      'shortcuts'
    ]),
    /** Of `export`: which of the formats. */
    format: z.string().optional()
  })
} satisfies Record<string, z.ZodType>
