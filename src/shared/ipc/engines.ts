/** Requests about engines: which there are, which trains. */
import { z } from 'zod'
import * as d from '../domain'
import { empty, job, type Request } from './request'

export const engines = {
  engineInfo: { input: empty, output: d.engineInfo },
  /** Every engine, each tried in a process of its own: seconds, the first time and with `again`. */
  listEngines: {
    input: z.object({ job: job.optional(), again: z.boolean().default(false) }),
    output: z.array(d.engineReport)
  },
  engineChoice: { input: empty, output: d.engineChoice },
  /** Kept in the workspace. Counts from the next process on: what trains now goes on as it began. */
  chooseEngine: { input: z.object({ engine: d.engineWord }), output: d.engineChoice }
} satisfies Record<string, Request>
