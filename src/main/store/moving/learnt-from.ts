/** What a run learnt from, as it says where its pictures are not: enough to tell the same ones again. */
import { z } from 'zod'
import { title, word } from '../../../shared/bounds'
import { exampleKind, pairing } from '../../../shared/domain'

export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be a sha256')

export const learntFrom = z.object({
  name: title,
  kind: word,
  /** Of one that is built in: which. */
  builtin: z.string().max(200).nullable(),
  /** Of one that was drawn by hand: the drawing, which is all there is to it. */
  drawing: z.string().max(60_000).nullable().default(null),
  exampleKind,
  /** Rows that it is trained on; those that are excluded are left out. */
  count: z.int().min(0).max(1e9),
  labels: z.array(z.string().max(1000)).max(100_000),
  pairing: pairing.nullable(),
  /** Of the numbers that training reads, in the run's framing and order, and of their classes; null: not known. */
  sha256: sha256.nullable()
})
export type LearntFrom = z.infer<typeof learntFrom>
