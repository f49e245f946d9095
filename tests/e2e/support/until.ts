/** Waiting for a condition, never for a time. */

/**
 * Looks again and again.
 * @returns the first answer that is neither false, null nor undefined
 * @throws after `limit` ms, saying what was waited for
 */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  limit = 60_000
): Promise<Exclude<T, false | null | undefined>> {
  for (const end = Date.now() + limit; ;) {
    const answer = await look()
    if (answer !== false && answer !== null && answer !== undefined)
      return answer as Exclude<T, false | null | undefined>
    if (Date.now() > end) throw new Error(`Waited ${limit / 1000} s in vain: ${what}.`)
    await new Promise(next => setTimeout(next, 30))
  }
}
