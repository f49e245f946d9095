/**
 * A sweep: one training tried with many settings, most of them for a short time. Configurations are compared after so
 * many steps (rungs), the best of each go on to the next rung: asynchronous successive halving (Li et al. 2020,
 * arXiv:1810.05934).
 */
import { z } from 'zod'
import * as bounds from '../bounds'
import { framing } from '../datasets/dataset'
import { machineName } from '../remote/machines'
import { settings, settingValue } from '../settings'

/** A setting and all the values that are to be tried. */
const axis = z.object({ key: bounds.word, values: z.array(settingValue).min(1).max(50) })
const bound = z.number().min(-1e15).max(1e15)
/** A setting drawn at random between two bounds: evenly, or by its logarithm where they are far apart. */
const range = z.object({ key: bounds.word, from: bound, to: bound })

export const sweepPlan = z.object({
  model: bounds.word,
  dataset: z.uuid(),
  /** What all have in common; others take the model's defaults. */
  settings,
  /** How pictures become squares; left out: as the dataset says. */
  framing: framing.pick({ fit: true, zoom: true, position: true, background: true }).optional(),
  grid: z.array(axis).max(10),
  random: z.array(range).max(10),
  /** How many are drawn; of a grid alone all, unless it is fewer. */
  configurations: z.int().min(1).max(500).nullable(),
  /** Each configuration that comes to the rung before the last is trained with so many seeds, whose mean counts. */
  seeds: z.int().min(1).max(10),
  /** Of whoever gets to the end. */
  steps: bounds.steps,
  /** One in so many goes on to the next rung, where so many times the steps are trained. */
  reduction: z.int().min(2).max(10),
  /** By which evaluation they are compared. */
  metric: bounds.word,
  /** Nothing is begun that would go over so many steps of all together. */
  budget: bounds.steps.nullable(),
  /** Which machines train it, one training at a time each; none: this one, as many at once as it may. */
  machines: z.array(machineName).max(20),
  /** Of what is drawn, and the first of the trainings' own seeds. */
  seed: bounds.seed
})

export const trialScore = z.object({
  step: z.int(),
  /** As the metric gives it; null where it does not apply. */
  value: z.number().nullable(),
  /** What it is ranked by: lower is better. Null ranks last. */
  rank: z.number().nullable()
})

/** One configuration with one seed. */
export const trial = z.object({
  configuration: z.int().min(0),
  /** 0 for the first. */
  seed: z.int().min(0),
  /** The rung that it is on its way to, or stands on where it has that many scores. */
  aim: z.int().min(0),
  run: z.uuid(),
  /** By rung; a later seed begins on a higher one, and has null below it. */
  scores: z.array(trialScore.nullable()),
  /** Why it does not go on any more; null where it may. */
  out: z.string().nullable()
})

export const sweepStatus = z.enum(['running', 'stopped', 'finished', 'failed'])

export const sweep = z.object({
  id: z.uuid(),
  name: z.string(),
  plan: sweepPlan,
  /** Settings of each, in the order in which they are begun: only what differs. */
  configurations: z.array(settings),
  /** Steps at which they are compared, ascending. */
  rungs: z.array(z.int()),
  status: sweepStatus,
  /** Of one that failed. */
  error: z.string().nullable(),
  trials: z.array(trial),
  createdAt: z.number()
})

export type SweepPlan = z.infer<typeof sweepPlan>
export type TrialScore = z.infer<typeof trialScore>
export type Trial = z.infer<typeof trial>
export type SweepStatus = z.infer<typeof sweepStatus>
export type Sweep = z.infer<typeof sweep>
