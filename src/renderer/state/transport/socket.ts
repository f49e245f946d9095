/** Browser host: MessagePack over one WebSocket that reconnects by itself. */
import { decode, encode } from '@msgpack/msgpack'
import { checkFrame, studioBounds } from '../../../shared/frame-bounds'
import type { EventName, Output, RequestName } from '../../../shared/ipc'
import type { CrowdedCode, RefusedCode, RequestFrame, StudioFrame, Subprotocol } from '../../../shared/wire'
import { readReply } from './reply'
import { RequestError, type ConnectionState, type Transport } from './types'

const subprotocol: Subprotocol = 'atelier.1'
const refused: RefusedCode = 4401
const crowded: CrowdedCode = 4429

interface Options {
  url: string
  key: Key
  /** The studio has told the token in a code's place. */
  onToken?: (token: string) => void
  /**
   * Milliseconds before the first and the longest wait between attempts, and how long a request waits for a connection.
   */
  firstRetry?: number
  longestRetry?: number
  patience?: number
}

interface Call {
  resolve: (value: unknown) => void
  reject: (error: RequestError) => void
}

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
    page.history.replaceState(null, '', page.location.pathname + page.location.search)
  if (token !== null) keepToken(page, token)
  if (token === null && code !== null) return { kind: 'code', word: code }
  return { kind: 'token', word: token ?? page.sessionStorage.getItem('token') ?? '' }
}

/** For this tab alone: other tabs, and the disk, do not get it. */
export function keepToken(page: Page, token: string): void {
  page.sessionStorage.setItem('token', token)
}

export function socketTransport({
  url,
  key: given,
  onToken,
  firstRetry = 250,
  longestRetry = 5000,
  patience = 15_000
}: Options): Transport {
  const calls = new Map<number, Call>()
  const listeners = new Map<EventName, Set<(payload: never) => void>>()
  const watchers = new Set<(state: ConnectionState) => void>()
  let state: ConnectionState = 'connecting'
  let socket: WebSocket | undefined
  let retry: ReturnType<typeof setTimeout> | undefined
  let attempts = 0
  let key = given
  let count = 0

  function become(next: ConnectionState): void {
    if (state === next) return
    state = next
    for (const watcher of [...watchers]) watcher(next)
  }

  function dropCalls(problem = disconnected()): void {
    const dropped = [...calls.values()]
    calls.clear()
    for (const call of dropped) call.reject(problem)
  }

  /** What cannot be read answers nothing: whoever waits is told, since it may have been theirs. */
  function read(bytes: Uint8Array): void {
    let frame
    try {
      checkFrame(bytes, studioBounds)
      frame = decode(bytes) as StudioFrame
    } catch {
      return dropCalls(
        new RequestError(
          'internal',
          'The studio sent something that this window cannot read. Try again; if it stays so, load the page anew.'
        )
      )
    }
    receive(frame)
  }

  function receive(frame: StudioFrame): void {
    if ('ready' in frame) {
      attempts = 0
      if (frame.token !== undefined) {
        key = { kind: 'token', word: frame.token }
        onToken?.(frame.token)
      }
      become('open')
    } else if ('event' in frame) {
      for (const listener of [...(listeners.get(frame.event) ?? [])])
        (listener as (payload: unknown) => void)(frame.payload)
    } else {
      const call = calls.get(frame.id)
      calls.delete(frame.id)
      const reply = readReply(frame.reply)
      if (reply.ok) call?.resolve(reply.value)
      else call?.reject(new RequestError(reply.code, reply.message))
    }
  }

  function open(): void {
    // What cannot be a header would throw; an empty one is refused by the studio like any wrong one.
    const opened = new WebSocket(url, [subprotocol, `${key.kind}.${key.word.replace(/[^\w-]/g, '') || 'none'}`])
    opened.binaryType = 'arraybuffer'
    opened.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => read(new Uint8Array(data))
    opened.onclose = ({ code }) => {
      if (socket !== opened) return
      dropCalls()
      if (code === refused || code === crowded) return become('refused')
      become('lost')
      // Half fixed, half by chance: several tabs should not knock in step.
      const wait = Math.min(longestRetry, firstRetry * 2 ** attempts++)
      retry = setTimeout(open, wait * (0.5 + Math.random() / 2))
    }
    socket = opened
  }

  /** Resolves when requests go through, rejects when that takes too long or will never be. */
  function opened(): Promise<void> {
    if (state === 'open') return Promise.resolve()
    if (state === 'refused') return Promise.reject(disconnected())
    return new Promise((resolve, reject) => {
      const settle = (next: ConnectionState): void => {
        if (next !== 'open' && next !== 'refused') return
        watchers.delete(settle)
        clearTimeout(timer)
        if (next === 'open') resolve()
        else reject(disconnected())
      }
      const timer = setTimeout(() => settle('refused'), patience)
      watchers.add(settle)
    })
  }

  open()
  return {
    get connection() {
      return state
    },
    async request<R extends RequestName>(name: R, input: RequestFrame<R>['input']): Promise<Output<R>> {
      while (state !== 'open') await opened()
      return new Promise<unknown>((resolve, reject) => {
        const id = ++count
        const frame: RequestFrame<R> = { id, request: name, input }
        const bytes = encode(frame, { ignoreUndefined: true })
        calls.set(id, { resolve, reject })
        socket?.send(bytes)
      }) as Promise<Output<R>>
    },
    on(event, listener) {
      const set = listeners.get(event) ?? new Set()
      listeners.set(event, set.add(listener))
      return () => void set.delete(listener)
    },
    onConnection(listener) {
      listener(state)
      watchers.add(listener)
      return () => void watchers.delete(listener)
    },
    pathsOf: () => null,
    close() {
      clearTimeout(retry)
      const closing = socket
      socket = undefined
      closing?.close()
      dropCalls()
      become('refused')
    }
  }
}

function disconnected(): RequestError {
  return new RequestError(
    'disconnected',
    'The studio does not answer. See whether it is still running, then try again.'
  )
}
