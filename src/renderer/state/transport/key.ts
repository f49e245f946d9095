/** What opens the studio to a page of the browser host, where it is kept, and how it is shown. */

/** The part of a page that keeps its secret: the address bar, where it came in, and the memory of this tab. */
export type Page = Pick<Window, 'location' | 'history' | 'sessionStorage'>

/** What opens the studio. A code opens once; the studio then tells the token. */
export interface Key {
  kind: 'token' | 'code'
  word: string
}

/**
 * Takes the token or code out of the address bar (where it would be copied and photographed); a token is kept for
 * reloads of this tab.
 */
export function takeKey(page: Page): Key {
  const given = new URLSearchParams(page.location.hash.slice(1))
  const [token, code] = [given.get('token'), given.get('code')]
  if (token !== null || code !== null)
    // A page that is an output stays one when it is loaded anew.
    page.history.replaceState(
      null,
      '',
      page.location.pathname + page.location.search + (given.has('output') ? '#output' : '')
    )
  if (token !== null) keepToken(page, token)
  if (token === null && code !== null) return { kind: 'code', word: code }
  return { kind: 'token', word: token ?? page.sessionStorage.getItem('token') ?? '' }
}

/** For this tab alone: other tabs, and the disk, do not get it. */
export function keepToken(page: Page, token: string): void {
  page.sessionStorage.setItem('token', token)
}

/**
 * What a socket is opened with, as a subprotocol. A token is not sent: whoever has the studio's port while it is gone
 * would learn it. That it is known is proved instead, for this address and the studio's newest challenge.
 * @param url of the socket
 * @throws where the studio cannot be asked for a challenge
 */
export async function wordFor(key: Key, url: string): Promise<string> {
  // What cannot be a header would throw; an empty one is refused by the studio like any wrong one.
  const word = key.word.replace(/[^\w-]/g, '') || 'none'
  if (key.kind === 'code') return `code.${word}`
  const asked = new URL('/challenge', url.replace(/^ws/, 'http'))
  const reply = await fetch(asked, { cache: 'no-store', signal: AbortSignal.timeout(longestWait) })
  if (!reply.ok) throw new Error(`The studio answered ${reply.status}.`)
  const challenge = (await reply.text()).slice(0, 200).replace(/[^\w-]/g, '')
  return `proof.${challenge}.${await proofOf(word, challenge, asked.host)}`
}

/** For a challenge, milliseconds. */
const longestWait = 5000

/** HMAC-SHA-256 keyed by the token. */
async function proofOf(token: string, challenge: string, host: string): Promise<string> {
  const bytes = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text)
  const algorithm = { name: 'HMAC', hash: 'SHA-256' }
  const secret = await crypto.subtle.importKey('raw', bytes(token), algorithm, false, ['sign'])
  const proof = await crypto.subtle.sign('HMAC', secret, bytes(`${challenge} ${host.toLowerCase()}`))
  return btoa(String.fromCharCode(...new Uint8Array(proof)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}
