/**
 * What a file of this folder declares: a question that an engine process answers. Both sides parse what reaches them,
 * so that neither computes with what the other has misunderstood.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { z } from 'zod'

export interface CallTools {
  /** @param share of the work that is done, 0 to 1 */
  progress: (share: number) => void
  /** Aborted when nobody waits for the answer any more: between two pieces of work, throw what it says. */
  signal: AbortSignal
}

export interface EngineCall<I = unknown, O = unknown> {
  /** Its name on the way. */
  id: string
  /** What the engine takes. */
  input: z.ZodType<I>
  /** What the studio takes for an answer. */
  output: z.ZodType<O>
  /**
   * Runs in the engine process, once the engine is open. What needs the tensor library
   * is imported here and not above: the studio reads this file too.
   */
  run(input: I, tools: CallTools): Promise<O>
}

/** Between two pieces of work: lets messages in, and ends where nobody waits any more. @throws the signal's reason */
export async function between({ signal }: Partial<CallTools>): Promise<void> {
  if (!signal) return
  await nextTurn()
  signal.throwIfAborted()
}

export const defineCall = <I, O>(call: EngineCall<I, O>): EngineCall<I, O> => call
