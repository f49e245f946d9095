/** What a request is, and what several of them have. */
import { z } from 'zod'
import * as d from '../domain'

/** `large`: it may take hundreds of megabytes while it is answered. A few are answered at once, the others in turn. */
export interface Request {
  input: z.ZodType
  output: z.ZodType
  large?: true
}

/** Of a long request, made up by the caller: `progress` events carry it, and `cancelJob` stops it. */
export const job = d.id
export const empty = z.object({})
export const nothing = z.null()
export const direction = d.direction.optional()
