/**
 * Where the desktop app asks for updates: an address that somebody sets, kept in the workspace. None: nothing is asked.
 */

/** Under which the workspace keeps the feed's address. */
export const feedPreference = 'updateFeed'

/** @returns null for what must not be trusted with a program: plain http from another machine, or no address at all */
export function feedOf(word: string): string | null {
  if (!URL.canParse(word)) return null
  const { protocol, hostname, username, password, href } = new URL(word)
  if (username !== '' || password !== '') return null
  const here = hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]'
  return protocol === 'https:' || (protocol === 'http:' && here) ? href : null
}
