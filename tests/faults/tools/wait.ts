/** Waiting: for a time, and for a condition. */
import { setTimeout as pause } from 'node:timers/promises'

export { pause }

/**
 * Looks until it is so.
 * @param limit milliseconds
 * @returns whether it was within the limit
 */
export async function within(limit: number, look: () => boolean | Promise<boolean>, every = 25): Promise<boolean> {
  for (const end = Date.now() + limit; ; await pause(every)) {
    if (await look()) return true
    if (Date.now() > end) return false
  }
}

/** What a promise comes to, or null after so many milliseconds. */
export async function atMost<T>(limit: number, work: Promise<T>): Promise<T | null> {
  const over = new AbortController()
  const late = pause(limit, null, { signal: over.signal }).catch(() => null)
  try {
    return await Promise.race([work, late])
  } finally {
    over.abort()
  }
}
