/**
 * Kinds of input that have an end: whatever a window sends has a greatest length, size or number. A test walks the
 * contract for an input that has none.
 */
import { z } from 'zod'
import { isPlainKey, jsonProblem, type Json } from './json'

/** What people call things. */
export const title = z
  .string()
  .trim()
  .min(1, 'must not be empty')
  .max(200, 'must have at most 200 letters')
  // oxlint-disable-next-line no-control-regex -- line ends and escape sequences are just what must not pass
  .regex(/^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]*$/, 'must be one line without control characters')

/** The command line calls the newest run "latest". */
export const runTitle = title.refine(name => name !== 'latest', 'must not be "latest": that stands for the newest run')
/** What programs call things: a model, a network, a built-in dataset. */
export const word = z.string().min(1).max(200)
/** A file's or folder's name on some machine; longer ones no system takes. */
export const path = z.string().min(1).max(4096)
export const seed = z
  .int()
  .min(0)
  .max(2 ** 31 - 1)
/** How long a training is. */
/** Steps done. */
export const step = z.int().min(0).max(1_000_000_000)
export const steps = z.int().min(1).max(1_000_000_000)
export const epoch = z.int().min(0).max(1_000_000)
/** Where something stands in a dataset, from 0. */
export const place = z.int().min(0).max(1_000_000_000)
/** Which class, from 0. */
export const label = z.int().min(0).max(1_000_000)

/** At most so many bytes. */
export const bytes = (most: number) =>
  z
    .instanceof(Uint8Array)
    .refine(({ byteLength }) => byteLength <= most, { error: `Too big: expected at most ${most} bytes` })

/** What one message may bring of pictures: a frame of the socket holds 64 MB. */
export const fileBytes = bytes(64 * 2 ** 20)

/** A number of a latent vector: drawn from a normal or a uniform distribution, or set by hand. */
export const latentNumber = z.number().min(-1e6).max(1e6)
/** A whole latent vector; models have up to 1,024 numbers, those that translate without noise none. */
export const latent = z.array(latentNumber).max(4096)

/** At most so many entries, none under a name that plain objects have a meaning of their own for. */
export const record = <V extends z.ZodType>(value: V, most: number) =>
  z
    .record(z.string().min(1).max(200).refine(isPlainKey, { error: 'Not a name for an entry' }), value)
    .refine(entries => Object.keys(entries).length <= most, { error: `Too big: expected at most ${most} entries` })

/** Of one preference: 24 pinned latents of 1,024 numbers and some words are the most that a window keeps. */
export const preferenceBounds = { depth: 16, values: 60_000, characters: 200_000 }
/** Of one preference as text, in the store: a number has up to 24 characters, a control character is written as 6. */
export const preferenceText = 3_000_000

export const preferenceKey = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[\w .:/-]+$/)
  .refine(isPlainKey, { error: 'Not a name for a preference' })

export const preferenceValue = z.unknown().transform((value, context): Json => {
  const problem = jsonProblem(value, preferenceBounds)
  if (problem === null) return value as Json
  context.addIssue({ code: 'custom', message: `It ${problem}` })
  return z.NEVER
})
