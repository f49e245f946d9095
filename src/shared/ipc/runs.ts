/** Requests about runs: starting, pausing, resuming, the bin. */
import { z } from 'zod'
import * as bounds from '../bounds'
import { epoch, runTitle, seed, word } from '../bounds'
import { deviceWord } from '../run/devices'
import * as d from '../domain'
import { machineName } from '../remote/machines'
import { empty, nothing, type Request } from './request'

export const runs = {
  listRuns: { input: empty, output: z.array(d.run) },
  getRun: { input: z.object({ run: d.id }), output: d.run },
  /**
   * Settings left out take the model's defaults. Answers as soon as the run is recorded; training follows by events,
   * `turn` says when.
   */
  startRun: {
    input: z.object({
      model: word,
      dataset: d.id,
      name: runTitle.optional(),
      seed: seed.optional(),
      settings: d.settings,
      /** So many steps in place of the setting `epochs`; the last epoch may then be a part of one. */
      steps: bounds.steps.optional(),
      turn: d.turn.optional(),
      /** The machine that is to train it, by its name; left out: this one. */
      on: machineName.optional(),
      /** This machine's GPUs that it trains on, now and whenever it goes on; bad-input where it has no such. */
      device: deviceWord.optional(),
      /** It begins paused, to be trained by `stepRun` or `resumeRun`; forgotten where it has to wait for its turn. */
      paused: z.boolean().optional(),
      /**
       * How pictures are framed (default: the dataset's own framing). Kept with the run: a resume sees the same
       * pictures.
       */
      framing: d.framing.pick({ fit: true, zoom: true, position: true, background: true }).optional(),
      /**
       * Begins with weights of another run's checkpoint (default: the newest). `networks` left out: every one. `layers`
       * left out: whole, or where that does not fit what has the same names and shapes.
       */
      from: z
        .object({
          run: d.id,
          epoch: epoch.optional(),
          networks: z
            .array(
              z.object({
                network: word,
                layers: z
                  .union([z.int().min(1).max(10_000), z.literal(d.byName)])
                  .nullable()
                  .optional(),
                frozen: z.union([z.int().min(0).max(10_000), z.array(word).min(1).max(64)]).default(0)
              })
            )
            .min(1)
            .max(8)
            .optional()
        })
        .optional()
    }),
    output: d.run
  },
  pauseRun: { input: z.object({ run: d.id }), output: d.run },
  /** One training step of a run that is paused, or trains and is then paused; what it shows is kept (`early`). */
  stepRun: { input: z.object({ run: d.id }), output: d.run },
  /**
   * Continues a paused run in place; or starts a stopped, interrupted, failed or finished one from its last checkpoint.
   * `epochs`, or `steps`: the new total. With `settings` (only such as the model says are changeable) or `rollBack`, a
   * run that trains is stopped first. `rollBack`: from the last good checkpoint before its troubles began. Of a run
   * that waits: what it is to change when its turn comes.
   */
  resumeRun: {
    input: z.object({
      run: d.id,
      epochs: z.int().min(1).max(100000).optional(),
      steps: bounds.steps.optional(),
      settings: d.settings.optional(),
      rollBack: z.boolean().optional(),
      turn: d.turn.optional(),
      on: machineName.optional(),
      /** From its next start on; left out: as before. */
      device: deviceWord.optional()
    }),
    output: d.run
  },
  /** This process is told of a run by the machine that trains it. conflict: none does, or another process is. */
  watchRun: { input: z.object({ run: d.id }), output: d.run },
  /** `stopRun` takes a run out of it. */
  trainingQueue: { input: empty, output: d.trainingQueue },
  /**
   * Runs that wait or train, here and on other machines: those that wait here in their order, then those under way. A
   * job elsewhere may wait in the queue of that machine: `progress` events with the run's id say so.
   */
  trainingJobs: { input: empty, output: z.array(d.trainingJob) },
  /** Before another one that waits; null: to the end. conflict: one of them does not wait any more. */
  moveInQueue: { input: z.object({ run: d.id, before: d.id.nullable() }), output: d.trainingQueue },
  setTrainingsAtOnce: { input: d.trainingQueue.pick({ atOnce: true }), output: d.trainingQueue },
  /** Saves a checkpoint at the current step, then ends the trainer. One that waits is what it was before. */
  stopRun: { input: z.object({ run: d.id }), output: d.run },
  renameRun: { input: z.object({ run: d.id, name: runTitle }), output: d.run },
  /** Into the bin; `restoreRun` takes it out again, `emptyBin` deletes rows and files. */
  deleteRun: { input: z.object({ run: d.id }), output: nothing },
  restoreRun: { input: z.object({ run: d.id }), output: d.run },
  /** Runs in the bin, newest first. */
  listBin: { input: empty, output: z.array(d.run) },
  /**
   * What the bin takes on the disk: deleted runs, and what was left over from work that was broken off and tidied away.
   */
  binSize: { input: empty, output: z.object({ runs: d.diskSize, tidied: d.diskSize }) },
  /** Deletes both for good. */
  emptyBin: { input: empty, output: nothing }
} satisfies Record<string, Request>
