/** A function of a checkpoint as the operations that compute it, weights and all. */
import { z } from 'zod'
import { traced } from '../tracing/graph'
import { defineCall } from './call'
import { network } from './shapes'

export default defineCall({
  id: 'trace',
  input: z.object({
    ...network,
    /** draw, encode, or a network's name. */
    part: z.string(),
    /** Examples at once. */
    batch: z.int().min(1).max(1024),
    /** Choices that are made already, by key. */
    settled: z.record(z.string(), z.int())
  }),
  output: traced,
  async run(input) {
    const { traceModel } = await import('../tracing/functions')
    return traceModel(input)
  }
})
