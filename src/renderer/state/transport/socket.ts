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

export const socketTransport = (options: Options): Transport => new SocketTransport(options)

class SocketTransport implements Transport {
  private readonly calls = new Map<number, Call>()
  private readonly listeners = new Map<EventName, Set<(payload: never) => void>>()
  private readonly watchers = new Set<(state: ConnectionState) => void>()
  private state: ConnectionState = 'connecting'
  private socket: WebSocket | undefined
  private retry: ReturnType<typeof setTimeout> | undefined
  private attempts = 0
  private key: Key
  private count = 0
  private closed = false

  constructor(private readonly options: Options) {
    this.key = options.key
    this.open()
  }

  get connection(): ConnectionState {
    return this.state
  }

  async request<R extends RequestName>(name: R, input: RequestFrame<R>['input']): Promise<Output<R>> {
    while (this.state !== 'open') await this.opened()
    return new Promise<unknown>((resolve, reject) => {
      const id = ++this.count
      const frame: RequestFrame<R> = { id, request: name, input }
      const bytes = encode(frame, { ignoreUndefined: true })
      this.calls.set(id, { resolve, reject })
      this.socket?.send(bytes)
    }) as Promise<Output<R>>
  }

  on: Transport['on'] = (event, listener) => {
    const set = this.listeners.get(event) ?? new Set()
    this.listeners.set(event, set.add(listener))
    return () => void set.delete(listener)
  }

  onConnection: Transport['onConnection'] = listener => {
    listener(this.state)
    this.watchers.add(listener)
    return () => void this.watchers.delete(listener)
  }

  pathsOf(): null {
    return null
  }

  close(): void {
    this.closed = true
    clearTimeout(this.retry)
    const closing = this.socket
    this.socket = undefined
    closing?.close()
    this.dropCalls()
    this.become('refused')
  }

  private become(next: ConnectionState): void {
    if (this.state === next) return
    this.state = next
    for (const watcher of [...this.watchers]) watcher(next)
  }

  private dropCalls(problem = disconnected()): void {
    const dropped = [...this.calls.values()]
    this.calls.clear()
    for (const call of dropped) call.reject(problem)
  }

  /** What cannot be read answers nothing: whoever waits is told, since it may have been theirs. */
  private read(bytes: Uint8Array): void {
    let frame
    try {
      checkFrame(bytes, studioBounds)
      frame = decode(bytes) as StudioFrame
    } catch {
      return this.dropCalls(
        new RequestError(
          'internal',
          'The studio sent something that this window cannot read. Try again; if it stays so, load the page anew.'
        )
      )
    }
    this.receive(frame)
  }

  private receive(frame: StudioFrame): void {
    if ('ready' in frame) {
      this.attempts = 0
      if (frame.token !== undefined) {
        this.key = { kind: 'token', word: frame.token }
        this.options.onToken?.(frame.token)
      }
      this.become('open')
    } else if ('event' in frame) {
      for (const listener of [...(this.listeners.get(frame.event) ?? [])])
        (listener as (payload: unknown) => void)(frame.payload)
    } else {
      const call = this.calls.get(frame.id)
      this.calls.delete(frame.id)
      const reply = readReply(frame.reply)
      if (reply.ok) call?.resolve(reply.value)
      else call?.reject(new RequestError(reply.code, reply.message))
    }
  }

  private tryAgain(): void {
    const { firstRetry = 250, longestRetry = 5000 } = this.options
    this.become('lost')
    // Half fixed, half by chance: several tabs should not knock in step.
    const wait = Math.min(longestRetry, firstRetry * 2 ** this.attempts++)
    this.retry = setTimeout(() => this.open(), wait * (0.5 + Math.random() / 2))
  }

  private open(): void {
    wordFor(this.key, this.options.url).then(
      word => this.connect(word),
      () => {
        if (!this.closed) this.tryAgain()
      }
    )
  }

  private connect(word: string): void {
    if (this.closed) return
    const opened = new WebSocket(this.options.url, [subprotocol, word])
    opened.binaryType = 'arraybuffer'
    opened.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => this.read(new Uint8Array(data))
    opened.onclose = ({ code }) => {
      if (this.socket !== opened) return
      this.dropCalls()
      if (code === refused || code === crowded) return this.become('refused')
      this.tryAgain()
    }
    this.socket = opened
  }

  /** Resolves when requests go through, rejects when that takes too long or will never be. */
  private opened(): Promise<void> {
    if (this.state === 'open') return Promise.resolve()
    if (this.state === 'refused') return Promise.reject(disconnected())
    return new Promise((resolve, reject) => {
      const settle = (next: ConnectionState): void => {
        if (next !== 'open' && next !== 'refused') return
        this.watchers.delete(settle)
        clearTimeout(timer)
        if (next === 'open') resolve()
        else reject(disconnected())
      }
      const timer = setTimeout(() => settle('refused'), this.options.patience ?? 15_000)
      this.watchers.add(settle)
    })
  }
}

function disconnected(): RequestError {
  return new RequestError(
    'disconnected',
    'The studio does not answer. See whether it is still running, then try again.'
  )
}
