/** A dataset and its pictures, as schemas: how they are paired, framed, and which of them are trained on. */
import { z } from 'zod'
import { exampleTraits } from '../examples'
import { split } from './change'

export const id = z.uuid()

/** What a dataset holds and a model learns: the id of one of the main process's definitions (`models/examples`). */
export const exampleKind = z.string().min(1).max(40)

/**
 * How pictures of a dataset belong together: the name of a way that a kind of example declares (`pairingWay`), and what
 * that wants to know, such as folders relative to the dataset's own, `/` between them.
 */
export const pairing = z
  .object({ how: z.string().min(1).max(40) })
  .catchall(z.string().min(1).max(1000))
  .refine(said => Object.keys(said).length <= 20, { error: 'Too big: expected at most 20 entries' })

/** How a picture of any shape becomes one of so many pixels. */
export const framing = z.object({
  /** Its width, pixels; side of a square. */
  size: z.int().min(4).max(1024),
  /** Of one that is no square. */
  height: z.int().min(4).max(1024).optional(),
  channels: z.union([z.literal(1), z.literal(3)]),
  /**
   * cover: fill and cut what sticks out. contain: whole picture, padded. stretch: ignore the aspect. crops: training
   * sees another part of the picture at every step; whatever is shown and measured is its middle.
   */
  fit: z.enum(['cover', 'contain', 'stretch', 'crops']),
  /** Of crops: how many times as high and wide the picture is that they are parts of; 2 where left out. */
  zoom: z.int().min(2).max(4).optional(),
  /** What `cover` keeps. */
  position: z.enum(['centre', 'attention', 'top']).default('centre'),
  /** What lies beside a whole picture and behind a transparent one; white where left out. */
  background: z
    .string()
    .regex(/^#[0-9a-f]{6}$/, 'must be a colour such as #20a0ff')
    .optional()
})

export const dataset = z.object({
  id,
  name: z.string(),
  /** folder: read in place. upload: copied into the workspace. builtin: shipped with Atelier. drawn: by hand. */
  kind: z.string().min(1).max(40),
  exampleKind,
  /** As its definition declares it. */
  examples: exampleTraits,
  /** Absolute folder, the built-in's name, or what was drawn, as JSON. */
  origin: z.string(),
  /** How many pictures, points, or pairs. */
  imageCount: z.int(),
  /** How many of them are not trained on, because somebody has excluded them. */
  excludedCount: z.int(),
  /** How many of the others are held out: for validation, or for testing. */
  heldOutCount: z.int(),
  /** Of what is excluded, held out and of which class: from 1, one more with each change. */
  version: z.int(),
  /** Examples in a pass over what is trained on: as many; of domains, as many as the larger folder has pictures. */
  exampleCount: z.int(),
  unreadableCount: z.int(),
  duplicateCount: z.int(),
  /** Files that are left out because nothing goes with them; none where the dataset holds no pairs. */
  unpairedCount: z.int(),
  /** Class names in label order; empty where the pictures are not in class folders. */
  labels: z.array(z.string()),
  /** Of a dataset of pairs or domains; null for others. */
  pairing: pairing.nullable(),
  /** Commonest source size (of pairs: of their inputs), for the words on the sheet. */
  sourceSize: z.object({ width: z.int(), height: z.int() }),
  grey: z.boolean(),
  /** The shape that most of its pictures have, where that is no square, and the share that have it. */
  aspect: z.object({ value: z.string(), share: z.number() }).nullable(),
  /** The framing it was first decoded with, and the one it is shown with. */
  framing,
  /** In the order in which datasets were made: the newest has the highest, whatever the clock said. */
  place: z.int(),
  createdAt: z.number()
})

/** What is known of one of a dataset's pictures. */
export const datasetPicture = z.object({
  /** In the dataset, from 0. */
  place: z.int(),
  /** Relative to the dataset's folder. */
  path: z.string(),
  /** Of a pair, where its target has a file of its own. */
  partner: z.string().nullable(),
  /** Index into the dataset's labels; −1: none. */
  label: z.int(),
  /** Of the source, pixels. */
  width: z.int(),
  height: z.int(),
  /** It is not trained on, nor anything else. */
  excluded: z.boolean(),
  /** What it is for. */
  split
})

export const datasetIssue = z.object({
  path: z.string(),
  kind: z.enum(['unreadable', 'duplicate', 'unpaired']),
  /** A sentence: why it could not be read, which file it repeats, or what is missing to make a pair of it. */
  reason: z.string()
})

export type ExampleKindId = z.infer<typeof exampleKind>
export type Pairing = z.infer<typeof pairing>
export type Framing = z.infer<typeof framing>
export type Dataset = z.infer<typeof dataset>
export type DatasetIssue = z.infer<typeof datasetIssue>
export type DatasetPicture = z.infer<typeof datasetPicture>
