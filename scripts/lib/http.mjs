/** Downloads that survive a bad line: retried, resumed, given up with a sentence. */
import { createWriteStream, existsSync, statSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { Problem } from './say.mjs'

const attempts = 5
/** No byte for this long means a dead connection, however long the whole may take. */
const stall = 45_000

/** Credentials of an index belong to its origin; `fetch` refuses them inside an address. @type {Map<string, string>} */
const credentials = new Map()

/** The address without name and password, which are kept for requests to the same origin. @param {string} address */
export function withoutCredentials(address) {
  const url = new URL(address)
  if (url.username) {
    const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
    credentials.set(url.origin, `Basic ${Buffer.from(pair).toString('base64')}`)
  }
  url.username = url.password = ''
  return url.href
}

/** The server does not serve parts of a file. */
export class NoRanges extends Error {}

/** A refusal that asking again won't change. */
class Refused extends Problem {}

/**
 * Does `request` until it succeeds, at most five times in a row without a sign of life, with growing pauses.
 * @template T
 * @param {string} url
 * @param {(headers: Record<string, string>, signal: AbortSignal, alive: () => void) => Promise<T>} request calls
 *   alive() for each sign of life
 * @returns {Promise<T>}
 */
async function persist(url, request, pause = Number(process.env.ATELIER_RETRY_MS ?? 1000)) {
  const authorization = credentials.get(new URL(url).origin)
  for (let attempt = 1; ; attempt++) {
    const abort = new AbortController()
    let timer = setTimeout(() => abort.abort(), stall)
    const alive = () => {
      attempt = 0
      clearTimeout(timer)
      timer = setTimeout(() => abort.abort(), stall)
    }
    try {
      return await request(authorization ? { authorization } : {}, abort.signal, alive)
    } catch (error) {
      if (error instanceof NoRanges || error instanceof Refused || isLocal(error)) throw error
      if (attempt >= attempts)
        throw new Problem(
          `${new URL(url).host} could not be reached (${reason(error)}). Check the network connection (or ` +
            'HTTPS_PROXY, or PIP_INDEX_URL for a mirror) and start again: what has arrived is kept.'
        )
      await wait(pause * 2 ** Math.max(0, attempt - 1))
    } finally {
      clearTimeout(timer)
    }
  }
}

/** Trouble with our own disk, not with the line. @param {unknown} error */
const isLocal = error =>
  ['ENOSPC', 'EDQUOT', 'EACCES', 'EROFS', 'EPERM', 'EIO'].includes(
    /** @type {NodeJS.ErrnoException} */ (error).code ?? ''
  )

/** @param {unknown} error */
function reason(error) {
  const { name, message, cause } = /** @type {Error & { cause?: NodeJS.ErrnoException }} */ (error)
  return name === 'AbortError' ? 'no answer' : (cause?.code ?? (cause?.message || message))
}

/** @param {Response} response */
function check(response) {
  if (response.ok) return
  const said = `${new URL(response.url).host} answered ${response.status} for ${new URL(response.url).pathname}`
  if (response.status < 500 && response.status !== 408 && response.status !== 429)
    throw new Refused(`${said}. Check PIP_INDEX_URL (pip's index is where the native library comes from).`)
  throw new Error(said)
}

/**
 * A small document.
 * @param {string} url
 * @param {Record<string, string>} [headers]
 */
export const getText = (url, headers = {}) =>
  persist(url, async (own, signal) => {
    const response = await fetch(url, { headers: { ...headers, ...own }, signal })
    check(response)
    return { text: await response.text(), type: response.headers.get('content-type') ?? '', url: response.url }
  })

/**
 * Bytes [start, end) into memory.
 * @param {string} url
 * @param {number} start
 * @param {number} end
 */
export const getRange = (url, start, end) =>
  persist(url, async (own, signal) => {
    const response = await fetch(url, { headers: { ...own, range: `bytes=${start}-${end - 1}` }, signal })
    await insistOnRange(response, start)
    const bytes = Buffer.from(await response.arrayBuffer())
    if (bytes.length !== end - start) throw new Error('the connection broke off')
    return bytes
  })

/**
 * Bytes [start, end) onto the end of a file that may hold some of them from an earlier try; `whole` asks without
 * ranges.
 * @param {string} url
 * @param {number} start
 * @param {number} end
 * @param {string} file
 * @param {{ progress?: { add(bytes: number, old?: boolean): void }, whole?: boolean }} [options]
 */
export async function download(url, start, end, file, { progress, whole = false } = {}) {
  const length = end - start
  const had = whole || !existsSync(file) ? 0 : Math.min(length, statSync(file).size)
  progress?.add(had, true)
  let told = had
  await persist(url, async (own, signal, alive) => {
    let have = !whole && existsSync(file) ? statSync(file).size : 0
    if (have === length) return
    if (have > length) have = 0
    const response = await fetch(url, {
      headers: whole ? own : { ...own, range: `bytes=${start + have}-${end - 1}` },
      signal
    })
    if (whole) check(response)
    else await insistOnRange(response, start + have)
    const out = createWriteStream(file, { flags: have ? 'a' : 'w' })
    try {
      for await (const chunk of response.body ?? []) {
        alive()
        have += chunk.length
        // A retry without ranges starts over: count only what is new.
        if (have > told) {
          progress?.add(have - told)
          told = have
        }
        await new Promise((resolve, reject) => out.write(chunk, error => (error ? reject(error) : resolve(undefined))))
      }
    } finally {
      await new Promise(resolve => out.end(() => resolve(undefined)))
    }
    if (have !== length) throw new Error('the connection broke off')
  })
}

/** @param {Response} response @param {number} start */
async function insistOnRange(response, start) {
  check(response)
  if (response.status === 206 && response.headers.get('content-range')?.startsWith(`bytes ${start}-`)) return
  await response.body?.cancel()
  throw new NoRanges()
}
