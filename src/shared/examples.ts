/**
 * What people are told of a kind of example and of a kind of sheet, and what a window can do with them: as their
 * definitions declare it, so that nobody else asks which kind it is.
 */
import { z } from 'zod'

/** A way in which pictures of a folder can belong together: what has to be said of it, and how it is asked for. */
export const pairingWay = z.object({
  /** Its name in pairings. */
  how: z.string(),
  /** Where it stands among other ways: the commonest first. */
  place: z.number(),
  /** What it is called among other ways. */
  label: z.string(),
  /** A sentence below what is asked. */
  help: z.string(),
  /** What the button says that imports the pictures like this. */
  action: z.string(),
  /** A pairing in a few words, with `{key}` for each of its fields: "{input} → {target}". */
  words: z.string(),
  /** What a pairing has to say, by the keys that it has there. */
  fields: z.array(
    z.object({
      key: z.string(),
      label: z.string(),
      /** The same for those who only hear it. */
      name: z.string(),
      /** Null: one of the folders that the pictures lie in. */
      choices: z.array(z.object({ value: z.string(), label: z.string(), words: z.string() })).nullable()
    })
  ),
  /** Names that its folders usually have, lower case, in the order of the fields. */
  usual: z.array(z.array(z.string()))
})

/** Of a kind of example: what a dataset holds so many of, and a model learns. */
export const exampleTraits = z.object({
  /** What one of them is called, and several: "pair", "pairs". */
  one: z.string(),
  many: z.string(),
  /** Said after their number: " in two folders". Empty where there is nothing to say. */
  aside: z.string(),
  /** What a model of them learns, with `{shape}` where the shape of its pictures is named. */
  learnt: z.string(),
  /** They are dots of one scatter, drawn anew at every size, and no pictures with pixels of their own. */
  scatter: z.boolean(),
  /** How they become squares: each picture as suits it, all pictures of one alike, or not at all. */
  framing: z.enum(['each', 'alike', 'none']),
  /** How many pictures of one stand beside each other in its tile. */
  across: z.int().min(1),
  /** How they stand there, for those who hear it; empty of one picture. */
  arranged: z.string(),
  /** Pictures in folders of their own are classes, which can be told apart. */
  classes: z.boolean(),
  /** What is said of files that belong to none of them: "without a partner". */
  leftOut: z.string(),
  /** The ways in which pictures of a folder become examples of this kind; none where they are read one by one. */
  ways: z.array(pairingWay),
  /** Fewer than so many are learnt by heart, which is said before a training; 0 where nothing is said. */
  few: z.int().min(0),
  /** Where they come from, in a sentence, where they are not read from files. */
  origin: z.string().nullable(),
  /** The same the other way round, where they have two sides: what that is called, and that it is under way. */
  swap: z.object({ label: z.string(), doing: z.string() }).nullable(),
  /** Of models that make pictures of pictures: what they are given, and what stands below what they make of it. */
  given: z.object({ many: z.string(), below: z.string(), belowEach: z.string() }).nullable()
})

/** Of a kind of sheet: what an epoch's sheet of pictures shows. */
export const sheetTraits = z.object({
  /** Rows that belong together: of examples, and below them what becomes of them. 1: every picture is by itself. */
  rows: z.int().min(1),
  /** How many of those rows make sense by themselves and may stand beside the rest; left out: all of them. */
  part: z.int().min(1).optional(),
  /**
   * Which pictures stand for the whole where there is room for few: the first of all; those of its upper left corner;
   * some from all over; or those of these rows of what belongs together.
   */
  preview: z.union([z.enum(['first', 'corner', 'spread']), z.array(z.int())]),
  /** Its pictures are parts of one: nothing is between them. */
  joined: z.boolean(),
  /** What its columns have in common. */
  columns: z.string(),
  /** The same of a run that translates both ways, with `{there}` and `{back}`; null where that makes no difference. */
  ways: z.string().nullable(),
  /**
   * In a sentence, with `{count}` pictures, or `{examples}` of them in a row, of `{epoch}`, and what its `{columns}`
   * have in common.
   */
  label: z.string(),
  /**
   * How Explore goes on from one of its pictures: with its latent, with the example and the latent that it is made of,
   * with the latent that a training picture is encoded to, or not at all.
   */
  explored: z.enum(['latent', 'example', 'encoded']).nullable()
})

export type PairingWay = z.infer<typeof pairingWay>
export type ExampleTraits = z.infer<typeof exampleTraits>
export type SheetTraits = z.infer<typeof sheetTraits>
