/** Requests about models before a run begins: which suits, how long it takes, whose weights fit. */
import { z } from 'zod'
import { seed, word } from '../bounds'
import * as d from '../domain'
import { empty, job, type Request } from './request'

/** Where it takes days, a sentence of how many, and what it would be on a GPU. */
const longWords = z.string().nullable()

export const models = {
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
        long: longWords,
        /** Of the pictures it makes with these settings. */
        image: d.imageShape
      })
    )
  },
  /**
   * Ways to train on a dataset that can be chosen without knowing any model, quick ones first; none where only models
   * themselves are for it.
   */
  listRecipes: {
    input: z.object({ dataset: d.id }),
    output: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        /** What comes of it, in a sentence. */
        words: z.string(),
        model: z.string(),
        /** Every setting written out. */
        settings: d.settings,
        /** As `recommendModels` says it. */
        secondsEstimate: z.number(),
        rough: z.boolean(),
        long: longWords,
        image: d.imageShape,
        /** A picture that it made: a PNG. */
        sample: z.instanceof(Uint8Array).nullable()
      })
    )
  },
  /**
   * How long a training with these settings (defaults for those left out) takes and what pictures it makes, as
   * `recommendModels` says it.
   */
  estimateTraining: {
    input: z.object({ model: word, dataset: d.id, settings: d.settings }),
    output: z.object({ seconds: z.number(), rough: z.boolean(), long: longWords, image: d.imageShape })
  },
  /**
   * What a training with these settings (defaults for those left out) is going to take: each line says where it is
   * from. `shorter`: what could be changed where it takes long, and what it takes then.
   */
  preFlight: {
    input: z.object({ model: word, dataset: d.id, settings: d.settings }),
    output: z.object({
      seconds: z.number(),
      lines: z.array(z.object({ key: z.string(), label: z.string(), words: z.string(), from: z.string() })),
      shorter: z.array(z.object({ label: z.string(), settings: d.settings, seconds: z.number() }))
    })
  },
  /**
   * A few of a dataset's pictures as a network sees them in training with these settings (defaults for those left out):
   * a row each, as it is and then as often as it is seen.
   */
  previewSeen: {
    large: true,
    input: z.object({
      job,
      model: word,
      dataset: d.id,
      settings: d.settings,
      framing: d.framing.pick({ fit: true, zoom: true, position: true, background: true }).optional(),
      seed: seed.default(0),
      count: z.int().min(1).max(16),
      times: z.int().min(1).max(16)
    }),
    /** `sheet`: null where all are seen as they are. `words`: when they are seen like this, where not throughout. */
    output: z.object({ sheet: d.sheet.nullable(), words: z.string() })
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
        differences: z.array(z.string()),
        /** Layers with the same names and shapes, and of how many; parts that have all of theirs, and others. */
        named: z.object({
          taken: z.int(),
          layers: z.int(),
          parts: z.array(z.string()),
          fresh: z.array(z.string())
        })
      })
    )
  }
} satisfies Record<string, Request>
