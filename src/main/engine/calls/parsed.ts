/** What has crossed a process border, checked before anything is computed with it. */
import type { z } from 'zod'
import { StudioError } from '../../../shared/errors'

/** @param what a sentence's beginning, for the message @throws StudioError internal, naming what does not fit */
export function parsed<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [first] = result.error.issues
  const where = first && first.path.length > 0 ? `"${first.path.join('.')}": ` : ''
  throw new StudioError('internal', `${what} (${where}${first?.message ?? 'it is not what was expected'}).`)
}
