/** The decoder's process from the studio's side: batches of orders out, batches of reports in. */
import { availableParallelism } from 'node:os'
import { StudioError } from '../../../shared/errors'
import type { Order, Report } from '../../datasets/decoder/protocol'
import type { ProcessExit, StartProcess } from '../processes/child'
import { bundledProgram } from '../../lib/bundled-program'

export interface DecoderProcess {
  send(orders: Order[]): void
  onReports(listener: (reports: Report[]) => void): void
  /** Called exactly once, also when it could not be started. */
  onExit(listener: (exit: ProcessExit) => void): void
  kill(): void
}

/**
 * Starts a decoder the way engines are started: what Electron, a plain Node or a test does about those it does about
 * these.
 * @throws StudioError internal, when its program is missing
 */
export function startDecoder(start: StartProcess): DecoderProcess {
  const program = bundledProgram('decoder.js', process.env.ATELIER_DECODER)
  if (!program)
    throw new StudioError(
      'internal',
      "The decoder's program (out/main/decoder.js) is missing. Build Atelier again with `npm run build`."
    )
  const child = start({ name: 'Atelier decoder', program, environment: { ...process.env, ...environment } })
  return {
    send: orders => {
      child.send(orders)
    },
    // Both ends are of one build: what comes is what was sent.
    onReports: listener => {
      child.onMessage(reports => {
        listener(reports as Report[])
      })
    },
    onExit: listener => {
      child.onExit(listener)
    },
    kill: () => {
      child.kill()
    }
  }
}

const environment: NodeJS.ProcessEnv = {
  // Pictures are decoded on the threads of this pool.
  UV_THREADPOOL_SIZE: String(Math.max(4, availableParallelism())),
  // What one picture took goes back to the system, and not to every thread a part of it.
  MALLOC_ARENA_MAX: '2',
  // Left to itself glibc raises this with the first large picture, keeps what later ones take, and the guard ends it.
  MALLOC_MMAP_THRESHOLD_: String(1 << 20)
}
