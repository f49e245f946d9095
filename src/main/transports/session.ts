/**
 * One window's socket, from the moment it was let in: requests in, replies and events out, and how much of each at
 * once.
 */
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import type { Caller } from '../../shared/ipc'
import { readFrame, writeFrame } from './frames'
import { type Answer, writeReply } from './replies'

export interface Flow {
  /**
   * Unsent bytes above which a window misses `steps` and `output` events (the next ones tell the same), and its
   * requests wait.
   */
  slow: number
  /** Unsent bytes above which a window is let go; it reconnects and asks anew. */
  stuck: number
}

/** Bytes of requests that are being answered: of all windows together, because their pictures are held until then. */
export class InHand {
  bytes = 0
  constructor(readonly most: number) {}
}

export class Session {
  readonly caller: Caller
  private readonly ended = new AbortController()
  private alive = true
  private sentBefore = 0

  constructor(
    readonly socket: WebSocket,
    private readonly stream: Duplex & { bytesWritten?: number },
    private readonly ask: Answer,
    private readonly flow: Flow,
    private readonly inHand: InHand
  ) {
    this.caller = { gone: this.ended.signal }
    socket.on('pong', () => {
      this.alive = true
    })
    socket.on('message', (data, binary) => void this.receive(data as Buffer, binary))
    socket.on('close', () => this.ended.abort())
  }

  /** Whether it has said something or taken something since it was asked last; then asks again. */
  isAlive(): boolean {
    const sent = (this.stream.bytesWritten ?? 0) - this.stream.writableLength
    const alive = this.alive || sent > this.sentBefore
    this.alive = false
    this.sentBefore = sent
    if (this.socket.readyState === this.socket.OPEN) this.socket.ping()
    return alive
  }

  /** An event that was written once for all windows. @param skippable what a window that is behind can do without */
  tell(bytes: Uint8Array, skippable: boolean): void {
    if (!skippable || this.socket.bufferedAmount <= this.flow.slow) this.send(bytes)
  }

  private send(bytes: Uint8Array): void {
    if (this.socket.readyState !== this.socket.OPEN) return
    if (this.socket.bufferedAmount > this.flow.stuck) return this.socket.terminate()
    this.socket.send(bytes, () => {
      if (this.socket.isPaused && this.socket.bufferedAmount <= this.flow.slow) this.socket.resume()
    })
    // Whoever does not read answers is asked for no more questions.
    if (this.socket.bufferedAmount > this.flow.slow) this.socket.pause()
  }

  private async receive(data: Buffer, binary: boolean): Promise<void> {
    let frame
    try {
      if (!binary) throw new TypeError('text')
      frame = readFrame(data)
    } catch {
      return this.socket.close(1007, 'not a request')
    }
    const { id, request, input } = frame
    this.send(writeFrame({ id, reply: await this.answer(request, input, data.byteLength) }))
  }

  private async answer(request: string, input: unknown, bytes: number): Promise<Uint8Array> {
    if (this.inHand.bytes + bytes > this.inHand.most)
      return writeReply({
        ok: false,
        code: 'conflict',
        message:
          'The studio has as many pictures in hand as it can hold at once. Wait until it has answered, then try again.'
      })
    this.inHand.bytes += bytes
    try {
      return await this.ask(request, input, this.caller)
    } catch (error) {
      console.error(error)
      return writeReply({
        ok: false,
        code: 'internal',
        message: 'The studio could not answer. See its terminal for the reason, then try again.'
      })
    } finally {
      this.inHand.bytes -= bytes
    }
  }
}
