/** Requests about datasets: importing, showing, renaming, deleting. */
import { z } from 'zod'
import * as bounds from '../bounds'
import { title, word } from '../bounds'
import * as d from '../domain'
import { strokes } from '../datasets/strokes'
import { job, empty, nothing, type Request } from './request'

export const datasets = {
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
        examples: d.exampleTraits,
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
    large: true,
    input: z.object({ name: word, count: z.int().min(1).max(100) }),
    output: d.sheet
  },
  /**
   * `pairs`: how its pictures are paired; null: not at all. Left out: as it looks, which is pairs where two folders of
   * it have well-known names. `known`: what the folder was imported as already, where it has not changed since (and is
   * paired like this, where that is said).
   */
  importFolder: {
    input: z.object({
      job,
      path: bounds.path,
      name: z.string().min(1).max(200).optional(),
      pairs: d.pairing.nullable().optional(),
      known: z.boolean().optional(),
      /** Of an animation: one of so many of its frames is taken. */
      stride: z.int().min(1).max(1e6).optional()
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
   * Folders below a dataset's own that hold pictures of it, themselves or in folders of theirs (the highest first, 200
   * at most), and every way in which pictures can belong together.
   */
  datasetFolders: {
    input: z.object({ dataset: d.id }),
    output: z.object({ folders: z.array(z.string()), ways: z.array(d.pairingWay) })
  },
  importBuiltin: { input: z.object({ job, name: word }), output: d.dataset },
  /** Points along a shape that was drawn by hand, in the square [−2, 2] × [−2, 2]. */
  importDrawing: { input: z.object({ job, strokes }), output: d.dataset },
  /** Browser hosts: files travel in batches of at most 8 MB, then finishUpload imports them. */
  beginUpload: { input: z.object({ name: z.string().min(1).max(200) }), output: d.id },
  uploadFiles: {
    input: z.object({
      upload: d.id,
      /** `at`: how many bytes of the file came before; left out: none. Parts of one come in order. */
      files: z
        .array(
          z.object({
            path: z.string().min(1).max(4096),
            bytes: bounds.fileBytes,
            at: z
              .number()
              .int()
              .min(0)
              .max(2 ** 40)
              .optional()
          })
        )
        .max(1000)
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
    large: true,
    input: z.object({
      dataset: d.id,
      framing: d.framing.optional(),
      offset: bounds.place,
      count: z.int().min(1).max(400)
    }),
    output: d.sheet
  },
  /** The same of pictures from anywhere in it, in the order of their places. bad-input where one is not there. */
  previewPictures: {
    large: true,
    input: z.object({ dataset: d.id, framing: d.framing.optional(), places: z.array(bounds.place).min(1).max(400) }),
    output: d.sheet
  },
  /**
   * Places of the pictures whose path, or partner's, has these letters in it (all where there are none), those of a
   * class after those of the class before it; and how many of each class they are (label −1: of none).
   */
  findPictures: {
    input: z.object({ dataset: d.id, search: z.string().max(200), only: z.enum(['excluded', 'held-out']).nullable() }),
    output: z.object({
      places: z.array(z.int()),
      groups: z.array(z.object({ label: z.int(), count: z.int() }))
    })
  },
  datasetPictures: {
    input: z.object({ dataset: d.id, places: z.array(bounds.place).min(1).max(400) }),
    output: z.array(d.datasetPicture)
  },
  /**
   * Changes what new runs are trained on, as a new version of the dataset; runs that there are go on with theirs.
   * conflict for points, which cannot be told apart, and where pictures have no classes.
   */
  changeDataset: { input: z.object({ dataset: d.id, change: d.datasetChange }), output: d.dataset },
  /** The newest first. */
  datasetVersions: { input: z.object({ dataset: d.id }), output: z.array(d.datasetVersion) },
  /** One picture (of a pair: its input) as it is, at most 1,024 pixels long, and what its file says of it. */
  originalPicture: {
    large: true,
    input: z.object({ dataset: d.id, place: bounds.place }),
    output: z.object({
      png: d.sheet.shape.png,
      width: z.int(),
      height: z.int(),
      /** JPEG, PNG …; null of one that has no file of its own. */
      format: z.string().nullable(),
      /** Of its file; null where it has none. */
      bytes: z.int().nullable()
    })
  },
  datasetIssues: { input: z.object({ dataset: d.id }), output: z.array(d.datasetIssue) },
  /** What the import found: counts of everything, and of each kind of odd file the first 20. */
  datasetReport: { input: z.object({ dataset: d.id }), output: d.datasetReport },
  /** More files of one kind. */
  datasetFindings: {
    input: z.object({
      dataset: d.id,
      kind: d.findingKind,
      offset: bounds.place,
      count: z.int().min(1).max(1000)
    }),
    output: z.array(d.finding)
  },
  renameDataset: { input: z.object({ dataset: d.id, name: title }), output: d.dataset },
  /** Runs trained on it stay. */
  deleteDataset: { input: z.object({ dataset: d.id }), output: nothing }
} satisfies Record<string, Request>
