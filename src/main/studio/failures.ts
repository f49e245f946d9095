/** Errors of the system, in words for people. */
import { StudioError } from '../../shared/errors'

/** Keeps a StudioError; makes a full disk one; everything else stays what it is. */
export function readable(error: unknown): unknown {
  if (error instanceof StudioError || !(error instanceof Error) || !('code' in error)) return error
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT' || error.code === 'SQLITE_FULL') {
    return new StudioError('disk-full', 'The disk is full. Free some space (emptying the bin helps) and try again.', { cause: error })
  }
  return error
}

/** The sentence of any error. */
export function sentence(error: unknown): string {
  const found = readable(error)
  return found instanceof Error ? found.message : String(found)
}
