/** What an engine process reports as it reaches the studio, as a schema. */
import { z } from 'zod'
import { engineNames } from '../../shared/engines'
import { errorCodes } from '../../shared/errors'
import { anyNumber, floats, samplePixels } from './calls/shapes'
import type { Report } from './protocol'

const step = z.int().min(0)
const measures = z.record(z.string(), anyNumber)
const engine = z.enum(engineNames)
const call = z.int()
const checkpoint = z.object({ file: z.string(), sha256: z.string(), bytes: z.int(), epoch: step, step })

const reports = z.discriminatedUnion('type', [
  z.object({ type: z.literal('loaded'), engine, software: z.boolean() }),
  z.object({ type: z.literal('unavailable'), engine, reason: z.string() }),
  z.object({
    type: z.literal('started'),
    engine: z.string(),
    stepsPerEpoch: z.int().positive(),
    step,
    epoch: step,
    parameters: z.array(z.object({ network: z.string(), count: z.int() }))
  }),
  z.object({
    type: z.literal('steps'),
    firstStep: step,
    losses: z.array(floats),
    measures,
    stepsPerSecond: anyNumber,
    secondsLeft: anyNumber
  }),
  z.object({
    type: z.literal('epoch'),
    epoch: step,
    step,
    losses: z.array(anyNumber),
    measures,
    seconds: anyNumber,
    stepsPerSecond: anyNumber,
    checkpoint,
    samples: samplePixels
  }),
  z.object({ type: z.literal('early'), step, samples: samplePixels }),
  z.object({ type: z.literal('growing'), step, stage: z.string() }),
  z.object({ type: z.literal('paused'), step }),
  z.object({ type: z.literal('continued'), step }),
  z.object({ type: z.literal('stopped'), step, checkpoint: checkpoint.nullable() }),
  z.object({ type: z.literal('done'), epochs: step, step }),
  z.object({ type: z.literal('diverged'), step, what: z.string() }),
  z.object({ type: z.literal('notice'), message: z.string() }),
  z.object({ type: z.literal('progress'), call, share: z.number() }),
  z.object({ type: z.literal('answer'), call, value: z.unknown() }),
  z.object({ type: z.literal('error'), call: call.optional(), code: z.enum(errorCodes), message: z.string() })
])

/** One that has no schema does not compile. */
type Complete<T extends { type: z.infer<typeof reports>['type'] }> = T

export const report: z.ZodType<Complete<Report>> = reports
