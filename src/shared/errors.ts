import type { ErrorCode } from './ipc'

/** An error a person will read: says what happened, to which file or run, and what to do. */
export class StudioError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions
  ) {
    super(message, options)
    this.name = 'StudioError'
  }
}
