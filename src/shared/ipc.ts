/**
 * The contract: the only file that names what crosses a process border between the studio and its windows.
 * The preload and the renderer import its types, never its values.
 *
 * A request's reply travels as an envelope: `{ok: true, value}` or `{ok: false, code, message}`.
 * Long requests take a `job` that the caller makes up: `progress` events carry it and `cancelJob` stops it.
 */
import { z } from 'zod'
import * as bounds from './bounds'
import * as d from './domain'
import type { ErrorCode } from './errors'

export type { ErrorCode } from './errors'

const job = d.id
const empty = z.object({})
const nothing = z.null()
const direction = d.direction.optional()
const { epoch, seed, title, word } = bounds

/**
 * `large`: it may take hundreds of megabytes while it is answered. Of each kind a few are answered at once, the others
 * in turn.
 */
interface Request {
  input: z.ZodType
  output: z.ZodType
  large?: 'decoding' | 'drawing'
}

export const requests = {
  /** Which host answers, and what it can do. */
  hello: {
    input: empty,
    output: z.object({
      version: z.string(),
      host: z.enum(['electron', 'browser']),
      workspace: z.string(),
      /** What a person should know of how the workspace was found when it was opened, in sentences. */
      opening: z.array(z.string()),
      /**
       * Why nothing can be written to the workspace just now; null where all is well. `trouble` events tell of changes.
       */
      trouble: z.string().nullable(),
      /**
       * Why the workspace could not be opened; null where all is well. Then nothing is answered but this,
       * `diagnostics`, `repairWorkspace`, `changeWorkspace` and `chooseFolder`. `repairable`: a repair is worth a try.
       */
      broken: z.object({ message: z.string(), repairable: z.boolean() }).nullable()
    })
  },
  /**
   * Lists anew what lies in a workspace that cannot be opened; the database as it was is kept beside the new one.
   * `still`: why it cannot be opened all the same. Otherwise everything is answered from now on.
   */
  repairWorkspace: {
    input: empty,
    output: z.object({ summary: z.array(z.string()), details: z.array(z.string()), still: z.string().nullable() })
  },
  /** Another one in its place, where it cannot be opened. In Electron the app starts anew with it. */
  changeWorkspace: { input: z.object({ path: bounds.path }), output: nothing },
  engineInfo: { input: empty, output: d.engineInfo },
  /** Every engine, each tried in a process of its own: seconds, the first time and with `again`. */
  listEngines: { input: z.object({ again: z.boolean().default(false) }), output: z.array(d.engineReport) },
  engineChoice: { input: empty, output: d.engineChoice },
  /** Kept in the workspace. Counts from the next process on: what trains now goes on as it began. */
  chooseEngine: { input: z.object({ engine: d.engineWord }), output: d.engineChoice },
  cancelJob: { input: z.object({ job }), output: nothing },
  /**
   * What helps to find out what went wrong, as texts without pictures, secrets or names that people gave. The first is
   * a summary; `whole`: the logs and crash reports follow.
   */
  diagnostics: {
    input: z.object({ whole: z.boolean().default(false) }),
    output: z.object({ files: z.array(z.object({ name: z.string(), text: z.string() })) })
  },

  /** Small things a window remembers: theme, last screen, sliders, unfinished forms. */
  preferences: { input: empty, output: z.record(z.string(), bounds.preferenceValue) },
  /**
   * Those that are stored and cannot be read, by their keys as far as those can be shown; `preferences` leaves them
   * out.
   */
  unreadablePreferences: { input: empty, output: z.array(z.string()) },
  /** conflict: more is remembered than there is room for. */
  setPreference: { input: z.object({ key: bounds.preferenceKey, value: bounds.preferenceValue }), output: nothing },
  /** Forgets those that cannot be read, or all. The chosen engine stays chosen. */
  forgetPreferences: { input: z.object({ which: z.enum(['unreadable', 'all']) }), output: nothing },

  listDatasets: { input: empty, output: z.array(d.dataset) },
  /** Built-in datasets, importable by name. */
  listBuiltins: {
    input: empty,
    output: z.array(
      z.object({
        name: z.string(),
        title: z.string(),
        summary: z.string(),
        imageCount: z.int(),
        licence: z.string(),
        exampleKind: d.exampleKind,
        /**
         * Of what is fetched over the network when it is first imported, and whether it has been; absent where all is
         * here.
         */
        downloadBytes: z.int().optional(),
        fetched: z.boolean().optional()
      })
    )
  },
  /**
   * A few of its pictures, evenly from first to last, before it is imported; not-found where they would have to be
   * fetched.
   */
  previewBuiltin: {
    large: 'decoding',
    input: z.object({ name: word, count: z.int().min(1).max(100) }),
    output: d.sheet
  },
  /** Native folder dialog; null when cancelled. Only where `hello.host` is electron. */
  chooseFolder: { input: empty, output: z.string().nullable() },
  /**
   * `pairs`: how its pictures are paired; null: not at all. Left out: as it looks, which is pairs where two folders of
   * it have well-known names.
   */
  importFolder: {
    input: z.object({
      job,
      path: bounds.path,
      name: z.string().min(1).max(200).optional(),
      pairs: d.pairing.nullable().optional()
    }),
    output: d.dataset
  },
  /**
   * A dataset's files once more, paired like this (null: not at all), as a new dataset. `replace`: it takes the old
   * one's place and name, unless a run was trained on that. bad-input for built-in ones.
   */
  importAgain: {
    input: z.object({ job, dataset: d.id, pairs: d.pairing.nullable(), replace: z.boolean().default(false) }),
    output: d.dataset
  },
  /**
   * Folders below a dataset's own that hold pictures of it, themselves or in folders of theirs; the highest first, 200
   * at most.
   */
  datasetFolders: { input: z.object({ dataset: d.id }), output: z.array(z.string()) },
  importBuiltin: { input: z.object({ job, name: word }), output: d.dataset },
  /** Browser hosts: files travel in batches of at most 8 MB, then finishUpload imports them. */
  beginUpload: { input: z.object({ name: z.string().min(1).max(200) }), output: d.id },
  uploadFiles: {
    input: z.object({
      upload: d.id,
      files: z.array(z.object({ path: z.string().min(1).max(1000), bytes: bounds.fileBytes })).max(1000)
    }),
    output: nothing
  },
  finishUpload: { input: z.object({ job, upload: d.id, pairs: d.pairing.nullable().optional() }), output: d.dataset },
  abandonUpload: { input: z.object({ upload: d.id }), output: nothing },
  /**
   * A sheet of pictures as the network will see them, under the framing asked for (default: the dataset's own); the
   * first of them where they are more than a sheet holds (16 million pixels).
   */
  previewDataset: {
    large: 'decoding',
    input: z.object({
      dataset: d.id,
      framing: d.framing.optional(),
      offset: bounds.place,
      count: z.int().min(1).max(400)
    }),
    output: d.sheet
  },
  datasetIssues: { input: z.object({ dataset: d.id }), output: z.array(d.datasetIssue) },
  renameDataset: { input: z.object({ dataset: d.id, name: title }), output: d.dataset },
  /** Runs trained on it stay. */
  deleteDataset: { input: z.object({ dataset: d.id }), output: nothing },

  listModels: { input: empty, output: z.array(d.model) },
  /** Which preset suits a dataset, with every setting filled in, best first, one reason each. */
  recommendModels: {
    input: z.object({ dataset: d.id }),
    output: z.array(
      z.object({
        model: z.string(),
        settings: d.settings,
        reason: z.string(),
        recommended: z.boolean(),
        /** Whole training. `rough`: worked out, because no run here had steps of the same cost. */
        secondsEstimate: z.number().nullable(),
        rough: z.boolean(),
        /** Of the pictures it makes with these settings. */
        image: d.imageShape
      })
    )
  },
  /**
   * How long a training with these settings (defaults for those left out) takes and what pictures it makes, as
   * `recommendModels` says it.
   */
  estimateTraining: {
    input: z.object({ model: word, dataset: d.id, settings: d.settings }),
    output: z.object({ seconds: z.number(), rough: z.boolean(), image: d.imageShape })
  },

  listRuns: { input: empty, output: z.array(d.run) },
  getRun: { input: z.object({ run: d.id }), output: d.run },
  /**
   * Settings left out take the model's defaults. Answers as soon as the run is recorded; training follows by events.
   */
  startRun: {
    input: z.object({
      model: word,
      dataset: d.id,
      name: title.optional(),
      seed: seed.optional(),
      settings: d.settings,
      /** So many steps in place of the setting `epochs`; the last epoch may then be a part of one. */
      steps: bounds.steps.optional(),
      /**
       * How pictures become squares (default: the dataset's own framing). Kept with the run: a resume sees the same
       * pictures.
       */
      framing: d.framing.pick({ fit: true, position: true }).optional(),
      /**
       * Begins with weights of another run's checkpoint (default: the newest). `networks` left out: every one, whole.
       */
      from: z
        .object({
          run: d.id,
          epoch: epoch.optional(),
          networks: z
            .array(
              z.object({
                network: word,
                layers: z.int().min(1).max(10_000).nullable().default(null),
                frozen: z.int().min(0).max(10_000).default(0)
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
  /**
   * How much of each network of a model with these settings could begin with a run's weights, layer by layer from the
   * input on.
   */
  compareNetworks: {
    input: z.object({ run: d.id, model: word, dataset: d.id, settings: d.settings }),
    output: z.array(
      z.object({
        network: z.string(),
        /** Layers with weights, and how many of them fit. */
        layers: z.int(),
        fits: z.int(),
        /** What stands against the next one, each in words. */
        differences: z.array(z.string())
      })
    )
  },
  pauseRun: { input: z.object({ run: d.id }), output: d.run },
  /**
   * Continues a paused run in place; or starts a stopped, interrupted, failed or finished one from its last checkpoint.
   * `epochs`, or `steps`: the new total. With `settings` (only such as the model says are changeable) or `rollBack`, a
   * run that trains is stopped first. `rollBack`: from the last good checkpoint before its troubles began.
   */
  resumeRun: {
    input: z.object({
      run: d.id,
      epochs: z.int().min(1).max(100000).optional(),
      steps: bounds.steps.optional(),
      settings: d.settings.optional(),
      rollBack: z.boolean().optional()
    }),
    output: d.run
  },
  /** What happened to a run, oldest first: findings of health checks, changes of settings. */
  runEvents: { input: z.object({ run: d.id }), output: z.array(d.runEvent) },
  /** Findings that stand and were not dismissed, of every run that has any; newest last. */
  listFindings: { input: empty, output: z.array(z.object({ run: d.id, findings: z.array(d.runEvent) })) },
  /** Puts a warning aside: nothing of its kind is told of the run until it has passed and is found again. */
  dismissFinding: { input: z.object({ run: d.id, finding: bounds.place }), output: nothing },
  /** Takes `dismissFinding` back. */
  restoreFinding: { input: z.object({ run: d.id, finding: bounds.place }), output: nothing },
  /** Saves a checkpoint at the current step, then ends the trainer. */
  stopRun: { input: z.object({ run: d.id }), output: d.run },
  renameRun: { input: z.object({ run: d.id, name: title }), output: d.run },
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
  emptyBin: { input: empty, output: nothing },

  /** Step losses thinned to at most `maxPoints` by bucket means, epoch means whole. */
  runMetrics: {
    input: z.object({ run: d.id, maxPoints: z.int().min(10).max(20000) }),
    output: z.object({ steps: d.stepColumns, epochs: z.array(d.epochMetrics) })
  },
  /** Epochs that have a sample sheet, ascending; epochs that have a checkpoint, ascending. */
  runEpochs: {
    input: z.object({ run: d.id }),
    output: z.object({ sampled: z.array(z.int()), checkpoints: z.array(z.int()) })
  },
  /** The fixed-latent samples of one epoch, exact pixels. */
  sampleSheet: { input: z.object({ run: d.id, epoch }), output: d.sheet },
  /** What a checkpoint (default: the newest) draws from these values of the run's declared inputs. */
  generate: {
    large: 'drawing',
    input: z.object({
      run: d.id,
      epoch: epoch.optional(),
      /**
       * A value for each of the run's `inputs`, by key; as many pictures as the longest list has entries. Numbers and
       * choices may be left out.
       */
      inputs: d.samplingValues
    }),
    output: d.pixels
  },
  /**
   * What a run that translates would be conditioned on, framed as its pairs are, and the target where that is known.
   * `pixels`: as `generate` takes them.
   */
  readInput: {
    large: 'decoding',
    input: z.object({ run: d.id, of: d.condition, direction }),
    output: z.object({ pixels: z.instanceof(Uint8Array), input: d.pixels, target: d.pixels.nullable() })
  },
  /**
   * Inputs in rows, below each row what a checkpoint (default: the newest) makes of them, and below that the targets
   * where they are known; for runs of pairs. Of training pairs: from `offset` on, drawn by `seed`, or else evenly from
   * first to last, as the run's own sheets show them. Or of picture files of any format.
   */
  translate: {
    large: 'drawing',
    input: z.object({
      run: d.id,
      epoch: epoch.optional(),
      of: z.union([
        z.object({
          files: z
            .array(z.object({ name: z.string().max(1000), bytes: bounds.fileBytes }))
            .min(1)
            .max(256)
        }),
        z.object({ count: z.int().min(1).max(1024).default(8), offset: bounds.place.optional(), seed: seed.optional() })
      ]),
      direction,
      /** Of the latents; by default the run's own. */
      seed: seed.optional(),
      columns: z.int().min(1).max(256).optional(),
      gap: z.int().min(0).max(64).optional()
    }),
    output: z.object({
      epoch: z.int(),
      sheet: d.sheet,
      /** Places of the pairs in the dataset, from 0, in the sheet's order; none of files. */
      pairs: z.array(z.int()),
      columns: z.int()
    })
  },
  /**
   * One picture file translated whole, as a PNG: at its own size where the run's model takes pictures of any size, else
   * cut as the run's pictures are.
   */
  translateWhole: {
    large: 'drawing',
    input: z.object({
      run: d.id,
      epoch: epoch.optional(),
      file: z.object({ name: z.string().max(1000), bytes: bounds.fileBytes }),
      /** Of the noise, where there is such; by default the run's own. */
      seed: seed.optional(),
      direction,
      /** Pixels of its longer side at most: larger pictures are shrunk to them first. */
      longest: z.int().min(16).max(8192).default(2048)
    }),
    output: z.object({ epoch: z.int(), png: z.instanceof(Uint8Array), width: z.int(), height: z.int() })
  },
  /** Latents drawn from the model's own distribution by seed; `fixed` gives the run's own gallery latents. */
  drawLatents: {
    input: z.object({ run: d.id, seed: z.union([seed, z.literal('fixed')]), count: z.int().min(1).max(256) }),
    output: z.array(z.array(z.number()))
  },

  /**
   * Training pictures in rows, and below each row what becomes of them when a checkpoint (default: the newest) encodes
   * and decodes them; for runs with an encoder. Which: from `offset` on, drawn by `seed`, or else evenly from first to
   * last, as the run's own sheets show them where they show reconstructions.
   */
  reconstruct: {
    large: 'drawing',
    input: z.object({
      run: d.id,
      epoch: epoch.optional(),
      count: z.int().min(1).max(256).default(8),
      offset: bounds.place.optional(),
      seed: seed.optional(),
      /** Pictures in a row; by default near a square. What is left over of the last row is black. */
      columns: z.int().min(1).max(256).optional()
    }),
    output: z.object({
      epoch: z.int(),
      sheet: d.sheet,
      /** Places of the pictures in the dataset, from 0, in the sheet's order. */
      pictures: z.array(z.int()),
      columns: z.int()
    })
  },
  /** Latents of training pictures, by their places in the dataset; for runs with an encoder. */
  encode: {
    large: 'drawing',
    input: z.object({ run: d.id, epoch: epoch.optional(), pictures: z.array(bounds.place).min(1).max(256) }),
    output: z.array(z.array(z.number()))
  },

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

  /** Every format in which something of a run can be taken away, with options that fit it. */
  listExports: { input: z.object({ run: d.id }), output: z.array(d.exportFormat) },
  /** Options left out are as `listExports` has them. `keep` also stores what is made with the run. */
  exportRun: {
    input: z.object({
      run: d.id,
      job,
      format: word,
      options: d.settings.default({}),
      keep: z.boolean().default(false)
    }),
    output: d.exported
  }
} satisfies Record<string, Request>

export const events = {
  /** Whole and new; sent on every change of status, epoch or name. */
  runChanged: d.run,
  runRemoved: z.object({ run: d.id }),
  /** A few times per second: the steps since the last one. */
  steps: z.object({ run: d.id, steps: d.stepColumns, progress: d.liveProgress }),
  /** An epoch, its sample sheet and its checkpoint are stored. */
  epoch: z.object({ run: d.id, metrics: d.epochMetrics }),
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
  /** Something a person should know, e.g. the trainer was killed. */
  notice: z.object({ level: z.enum(['info', 'warning', 'error']), message: z.string(), run: d.id.optional() }),
  /**
   * The studio behind a window that stays: gone and being started again, back (ask anew for what is shown), or gone for
   * good.
   */
  studio: z.object({ state: z.enum(['restarting', 'open', 'ended']), message: z.string() }),
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

export type RequestName = keyof typeof requests
/** What a caller writes: defaults may be left out. */
export type Input<R extends RequestName> = z.input<(typeof requests)[R]['input']>
/** What a handler gets: parsed, defaults filled in. */
export type Parsed<R extends RequestName> = z.output<(typeof requests)[R]['input']>
export type Output<R extends RequestName> = z.output<(typeof requests)[R]['output']>
export type EventName = keyof typeof events
export type Payload<E extends EventName> = z.output<(typeof events)[E]>
export type Envelope<T> = { ok: true; value: T } | { ok: false; code: ErrorCode; message: string }
/** Who asks: one window, for as long as it is connected. */
export interface Caller {
  readonly gone: AbortSignal
}
/** Without a caller: the program itself asks. */
export type Handlers = { [R in RequestName]: (input: Parsed<R>, caller?: Caller) => Promise<Output<R>> }
export type Emit = <E extends EventName>(event: E, payload: Payload<E>) => void
