/** What a request is, and what several of them have. */
import { z } from 'zod'
import * as d from '../domain'

/**
 * `large`: it may take hundreds of megabytes while it is answered. Of each kind a few are answered at once, the others
 * in turn.
 */
export interface Request {
  input: z.ZodType
  output: z.ZodType
  large?: 'decoding' | 'drawing'
}

export const job = d.id
export const empty = z.object({})
export const nothing = z.null()
export const direction = d.direction.optional()
