/** Requests about the output page: a picture alone, for a projector or a recording. */
import { z } from 'zod'
import { bytes } from '../bounds'
import * as d from '../domain'
import type { Request } from './request'

/** Of a side, pixels. */
const side = z.int().min(1).max(2048)

export const output = {
  /** Shown by every output page from now on, by an `output` event. */
  showOutput: {
    input: z.object({
      picture: z.object({ count: z.literal(1), width: side, height: side, rgba: bytes(2048 * 2048 * 4) }),
      smooth: z.boolean().default(false)
    }),
    output: z.null()
  },
  /** What was shown last; null where nothing was. */
  lastOutput: { input: z.object({}), output: d.shownOutput.nullable() }
} satisfies Record<string, Request>
