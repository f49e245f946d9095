/** What went wrong, for programs; the message is for people. */
export const errorCodes = [
  'bad-input',
  'not-found',
  'not-readable',
  'no-pictures',
  'conflict',
  'cancelled',
  'unsupported',
  'engine',
  'disk-full',
  'not-writable',
  'internal'
] as const
export type ErrorCode = (typeof errorCodes)[number]

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
