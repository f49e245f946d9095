/** A served studio as a process, and a window on it: the same frames over the same socket as a browser's. */
import { decode, encode } from '@msgpack/msgpack'
import { EventEmitter, once } from 'node:events'
import { WebSocket } from 'ws'
import type { EventName, Input, Output, Payload, RequestName } from '../../../src/shared/ipc'
import type { StudioFrame } from '../../../src/shared/wire'
import { readReply } from '../../../src/main/transports/replies'
import type { Started } from './crew'
import { atMost } from './wait'

/** What a studio answered instead of what was asked for. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    message: string
  ) {
    super(message)
    this.name = 'Refused'
  }
}

export class Window {
  private readonly socket: WebSocket
  private readonly heard = new EventEmitter({ captureRejections: false })
  private readonly waiting = new Map<number, { done: (value: unknown) => void; fail: (error: Error) => void }>()
  private calls = 0

  private constructor(url: string) {
    const { host, hash } = new URL(url)
    this.socket = new WebSocket(`ws://${host}/studio`, ['atelier.1', `token.${hash.slice('#token='.length)}`], {
      origin: `http://${host}`,
      maxPayload: 512 << 20
    })
    this.heard.setMaxListeners(100)
    this.socket.on('error', () => this.over())
    this.socket.on('close', () => this.over())
    this.socket.on('message', data => this.receive(data as Buffer))
  }

  static async open(url: string): Promise<Window> {
    const window = new Window(url)
    const ready = await atMost(
      15_000,
      once(window.heard, 'ready').then(() => true)
    )
    if (!ready) throw new Error('The studio let no window in within 15 s.')
    return window
  }

  on<E extends EventName>(event: E, listener: (payload: Payload<E>) => void): void {
    this.heard.on(`event:${event}`, listener)
  }

  /** @throws Refused; an Error where the studio ends or does not answer within `limit` milliseconds */
  async request<R extends RequestName>(name: R, input: Input<R>, limit = 60_000): Promise<Output<R>> {
    const id = ++this.calls
    const answer = new Promise<unknown>((done, fail) => {
      this.waiting.set(id, { done, fail })
    })
    if (this.socket.readyState !== WebSocket.OPEN) throw new Error('The studio is not there any more.')
    this.socket.send(encode({ id, request: name, input }, { ignoreUndefined: true }))
    const answered = await atMost(
      limit,
      answer.then(value => ({ value }))
    )
    this.waiting.delete(id)
    if (!answered) throw new Error(`The studio did not answer ${name} within ${limit / 1000} s.`)
    return answered.value as Output<R>
  }

  get buffered(): number {
    return this.socket.bufferedAmount
  }

  close(): void {
    this.socket.terminate()
  }

  private receive(data: Buffer): void {
    const frame = decode(data) as StudioFrame
    if ('ready' in frame) this.heard.emit('ready')
    else if ('event' in frame) this.heard.emit(`event:${frame.event}`, frame.payload)
    else {
      const waiting = this.waiting.get(frame.id)
      const reply = readReply(frame.reply)
      if (reply.ok) waiting?.done(reply.value)
      else waiting?.fail(new Refused(reply.code, reply.message))
    }
  }

  private over(): void {
    for (const { fail } of this.waiting.values()) fail(new Error('The studio ended before it answered.'))
    this.waiting.clear()
  }
}

export interface Studio {
  process: Started
  url: string
  window: Window
  /** The engine processes that are its children. */
  engines: () => number[]
}

/** Waits for the address on stdout. @throws with what it said, where it ends or says nothing for a minute */
export async function addressOf(process: Started, limit = 60_000): Promise<string> {
  const said = new Promise<string>(done =>
    process.onLine(line => {
      const [, url] = /^Atelier is ready at (\S+)$/.exec(line) ?? []
      if (url) done(url)
    })
  )
  const found = await atMost(limit, Promise.race([said, process.ended.then(() => null)]))
  if (found === null) throw new Error(`The studio did not start: ${process.stderr().trim() || 'it said nothing'}`)
  return found
}
