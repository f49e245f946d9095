/**
 * What a run's pictures are drawn from, as its model declares it: enough to draw a control, to read a word of the
 * command line, and to check a value. Latents are drawn by a seed or set by hand; everything else that can be left out
 * has a value of its own.
 */
import { z } from 'zod'
import * as bounds from './bounds'
import { condition } from './pictures'

const base = {
  /** Its name on the wire, in the model's own file, and as an option of the command line. */
  key: z.string().min(1).max(40),
  label: z.string(),
  /** A sentence. */
  help: z.string(),
  /** Where there are many: under which name a window keeps it, beside others of the same. */
  group: z.string().optional()
}

const distribution = z.enum(['normal', 'uniform'])

export const samplingInput = z.discriminatedUnion('kind', [
  /** A vector of so many numbers for each picture. */
  z.object({ ...base, kind: z.literal('latent'), size: z.int().min(1), distribution }),
  /**
   * One of several, by its place: where left out, `default`; without one, the first, and on sheets of fresh samples
   * each in its turn.
   */
  z.object({ ...base, kind: z.literal('choice'), choices: z.array(z.string()), default: z.int().min(0).optional() }),
  z.object({ ...base, kind: z.literal('number'), min: z.number(), max: z.number(), default: z.number() }),
  /** A whole number from 0 on that something is drawn by: the model itself, or a further latent of such a size. */
  z.object({
    ...base,
    kind: z.literal('seed'),
    default: z.int().min(0),
    latent: z.object({ size: z.int().min(1), distribution }).optional()
  }),
  /** A picture, framed as the run's own are. */
  z.object({ ...base, kind: z.literal('picture') })
])

/** The most pictures that are drawn at once. */
export const mostDrawn = 64

/** For every picture the same, or a list of one for each. */
export const samplingValue = z.union([
  z.number().min(-1e9).max(1e9),
  z.array(z.number().min(-1e9).max(1e9)).min(1).max(mostDrawn),
  z.array(bounds.latent).min(1).max(mostDrawn),
  condition
])
/** By the inputs' keys. */
export const samplingValues = bounds.record(samplingValue, 32)

export type SamplingInput = z.infer<typeof samplingInput>
export type SamplingKind = SamplingInput['kind']
export type SamplingInputOf<K extends SamplingKind> = Extract<SamplingInput, { kind: K }>
export type SamplingValue = z.infer<typeof samplingValue>
export type SamplingValues = Readonly<Record<string, SamplingValue>>
