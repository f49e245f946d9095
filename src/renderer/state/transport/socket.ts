/** Browser host: MessagePack over one WebSocket that reconnects by itself. */
import { decode, encode } from '@msgpack/msgpack'
import { checkFrame, studioBounds } from '../../../shared/frame-bounds'
import type { EventName, Output, RequestName } from '../../../shared/ipc'
import type { CrowdedCode, RefusedCode, RequestFrame, StudioFrame, Subprotocol } from '../../../shared/wire'
import { type Key, wordFor } from './key'
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
  let closed = false

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

  function tryAgain(): void {
    become('lost')
    // Half fixed, half by chance: several tabs should not knock in step.
    const wait = Math.min(longestRetry, firstRetry * 2 ** attempts++)
    retry = setTimeout(open, wait * (0.5 + Math.random() / 2))
  }

  function open(): void {
    wordFor(key, url).then(connect, () => {
      if (!closed) tryAgain()
    })
  }

  function connect(word: string): void {
    if (closed) return
    const opened = new WebSocket(url, [subprotocol, word])
    opened.binaryType = 'arraybuffer'
    opened.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => read(new Uint8Array(data))
    opened.onclose = ({ code }) => {
      if (socket !== opened) return
      dropCalls()
      if (code === refused || code === crowded) return become('refused')
      tryAgain()
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
      closed = true
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
