/** What a run tells of itself while it trains on another machine: a file there that only grows, a line of JSON each. */
import { z } from 'zod'
import { liveProgress, parameters, runStatus, stepColumns } from '../../../shared/domain'
import { tables } from '../../store/records/format'

/** The run as it is there. */
const told = z.object({
  status: runStatus,
  error: z.string().max(10_000).nullable(),
  epoch: z.int().min(0),
  step: z.int().min(0),
  seconds: z.number().min(0),
  engine: z.string().max(300).nullable(),
  parameters: parameters.nullable(),
  stepsPerEpoch: z.int().min(1)
})
export type Told = z.infer<typeof told>

export const feedLine = z.object({
  /** First of a training: the run's id there, and the folder of its workspace. */
  begins: z.object({ run: z.uuid(), workspace: z.string().min(1).max(4096) }).optional(),
  /** It goes on from this step: what came after it is gone there. */
  back: z.int().min(0).optional(),
  run: told.optional(),
  /** Losses that are not stored yet, to be looked at. */
  live: z.object({ steps: stepColumns, progress: liveProgress }).optional(),
  /** What it is busy with before it trains. */
  busy: z.object({ label: z.string().max(300), done: z.number(), total: z.number().nullable() }).optional(),
  /** New rows, through so many migrations; `upTo`: the last step of which losses are among them, or were before. */
  rows: z.object({ schema: z.int().min(1), tables, upTo: z.int().min(0) }).optional()
})
export type FeedLine = z.infer<typeof feedLine>

export const toldOf = (run: Told): Told => told.parse(run)
export const readTold = (text: string | null): Told | null => (text === null ? null : told.parse(JSON.parse(text)))

/** Null for what a lost machine has left of a line, or a line that is none. */
export function readLine(text: string): FeedLine | null {
  try {
    return feedLine.parse(JSON.parse(text))
  } catch {
    return null
  }
}
