/** Requests to a package registry, with failures as sentences. */
import { StudioError } from '../../../shared/errors'
import { networkReason } from '../failures'
import { checkCancelled } from '../cancel'

/** No byte for this long means a dead connection, however long the whole may take. */
const stall = 45_000
/** A package's document has a few kilobytes. */
const largestText = 8 * 2 ** 20

interface Asking {
  registry: string
  signal?: AbortSignal | undefined
  accept?: string
}

/**
 * A response that is there; `title` names in sentences what is fetched. A name and password in the registry's address
 * go to its own origin alone.
 * @throws StudioError not-found, not-readable, cancelled
 */
export async function ask(
  address: string,
  title: string,
  { registry, signal, accept = '*/*' }: Asking
): Promise<Response> {
  const { url, headers } = withCredentials(address, registry)
  const timer = new AbortController()
  const timeout = setTimeout(() => timer.abort(), stall)
  let response: Response
  try {
    response = await fetch(url, {
      headers: { accept, ...headers },
      signal: AbortSignal.any([timer.signal, ...(signal ? [signal] : [])])
    })
  } catch (error) {
    checkCancelled(signal)
    throw new StudioError(
      'not-readable',
      `${title} could not be fetched: ${url.host} cannot be reached (${networkReason(error)}). It is fetched ` +
        'once, then kept: check the network connection, then try again.',
      { cause: error }
    )
  } finally {
    clearTimeout(timeout)
  }
  if (response.ok) return response
  await response.body?.cancel()
  const said = `${title} could not be fetched: ${url.host} answered ${response.status} for ${url.pathname}.`
  if (response.status === 404)
    throw new StudioError(
      'not-found',
      `${said} This package registry does not have it; \`npm config get registry\` names the one in use.`
    )
  if (response.status === 401 || response.status === 403)
    throw new StudioError(
      'not-readable',
      `${said} This package registry wants a name and password, or does not allow it.`
    )
  throw new StudioError('not-readable', `${said} Try again later.`)
}

/** A body's bytes as they come; given up when none come for a long time. @throws StudioError not-readable, cancelled */
export async function* bytesOf(
  response: Response,
  title: string,
  signal: AbortSignal | undefined,
  received: (bytes: Uint8Array) => void
): AsyncGenerator<Uint8Array> {
  const reader = response.body?.getReader()
  if (!reader) return
  try {
    for (;;) {
      const { done, value } = await orStalled(reader.read())
      checkCancelled(signal)
      if (done) return
      received(value)
      yield value
    }
  } catch (error) {
    checkCancelled(signal)
    if (error instanceof StudioError) throw error
    throw brokeOff(title, response.url, error)
  } finally {
    await reader.cancel().catch(() => {})
  }
}

/** A small answer whole; null where it is none. @throws StudioError not-readable, cancelled */
export async function smallText(
  response: Response,
  title: string,
  signal: AbortSignal | undefined
): Promise<string | null> {
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of bytesOf(response, title, signal, chunk => {
    length += chunk.length
  })) {
    if (length > largestText) return null
    parts.push(part)
  }
  return Buffer.concat(parts).toString()
}

export const brokeOff = (title: string, address: string, cause: unknown): StudioError =>
  new StudioError(
    'not-readable',
    `${title} could not be fetched whole: the connection to ${new URL(address).host} broke off ` +
      `(${networkReason(cause)}). Check the network connection, then try again.`,
    { cause }
  )

function orStalled<T>(read: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout
  const stalled = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DOMException('', 'AbortError')), stall)
  })
  return Promise.race([read, stalled]).finally(() => clearTimeout(timer))
}

function withCredentials(address: string, registry: string): { url: URL; headers: Record<string, string> } {
  const url = new URL(address),
    { origin, username, password } = new URL(registry)
  url.username = url.password = ''
  if (username === '' || url.origin !== origin) return { url, headers: {} }
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { url, headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` } }
}
