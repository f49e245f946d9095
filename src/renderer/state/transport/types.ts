/** What both transports of the renderer offer. */
import type { ErrorCode, EventName, Input, Output, Payload, RequestName } from '../../../shared/ipc'

/**
 * connecting: not open yet. open: requests go through. lost: was open or could not be opened, tries again by itself.
 * refused: the studio was restarted (its token is another) or too many windows are open; only a new address helps.
 */
export type ConnectionState = 'connecting' | 'open' | 'lost' | 'refused'

/** A request that failed; the message is for people. `disconnected`: it may or may not have been done. */
export class RequestError extends Error {
  constructor(
    readonly code: ErrorCode | 'disconnected',
    message: string
  ) {
    super(message)
    this.name = 'RequestError'
  }
}

/** Somebody has called it off: nothing to tell them. */
export const wasCancelled = (problem: unknown): boolean =>
  problem instanceof RequestError && problem.code === 'cancelled'

export interface Transport {
  /** Rejects with a RequestError. While there is no connection it waits for one, at most 15 s. */
  request<R extends RequestName>(name: R, input: Input<R>): Promise<Output<R>>
  /** Gives back a function that stops listening. */
  on<E extends EventName>(event: E, listener: (payload: Payload<E>) => void): () => void
  readonly connection: ConnectionState
  /** Tells the present state at once, then every change. Gives back a function that stops listening. */
  onConnection(listener: (state: ConnectionState) => void): () => void
  /** Real paths in the files' order where the host knows them (Electron), else null: then upload the files. */
  pathsOf(files: readonly File[]): string[] | null
  close(): void
}
