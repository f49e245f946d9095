/**
 * Decodes pictures in a process of its own, which is started when it is wanted, and ended when it has had nothing to do
 * for a while. One that dies or hangs is started again; each picture that it had in hand is tried once more alone, and
 * named as unreadable where that goes wrong, too.
 */
import { StudioError } from '../../../shared/errors'
import type { Framing } from '../../../shared/domain'
import {
  outOfMemory,
  type Decoded,
  type Half,
  type Order,
  type PictureDecoder,
  type Pixels,
  type Shrunk,
  type Report,
  type Wanted
} from '../../datasets/decoder/protocol'
import { UnreadablePicture, type Picture } from '../../datasets'
import { endingOf } from '../engines/engine-process'
import type { ProcessExit } from '../processes/child'
import type { Call, Result, WorkOrder } from './calls'
import type { DecoderProcess } from './process'

export interface Patience {
  /** Seconds until a decoder has loaded, or says anything at all. */
  silent: number
  /** Seconds that it is kept without work. */
  idle: number
  /** How many times the seconds that a picture may take by its size. */
  factor: number
}

interface Running {
  process: DecoderProcess
  ready: boolean
  sent: Map<number, Call>
  orders: Order[]
  heard: number
  why: 'slow' | 'closed' | null
}

const impatience: Patience = { silent: 30, idle: 30, factor: 1 }
/**
 * Decoders that end before they have loaded are not started without end; those that somebody ended are tried more
 * often.
 */
const most = { ends: 2, killed: 10 }

export class Decoder implements PictureDecoder {
  private running: Running | null = null
  /** Not sent yet. */
  private readonly waiting: Call[] = []
  /** To be tried alone, one after another. */
  private readonly suspects: Call[] = []
  private last = 0
  /** Decoders in a row that were gone before they had loaded, and how the last one ended. */
  private failures = { ends: 0, killed: 0, last: '' }
  private closed = false
  private watch: NodeJS.Timeout | null = null

  /** @param start may throw a StudioError */
  constructor(
    private readonly start: () => DecoderProcess,
    private readonly patience: Patience = impatience
  ) {}

  async decode(
    picture: Picture,
    framing: Framing,
    { half, signal }: { half?: Half | undefined; signal?: AbortSignal | undefined } = {}
  ): Promise<Decoded> {
    return (await this.ask({ type: 'decode', call: ++this.last, picture, framing, half }, signal)) as Decoded
  }

  async pixels(
    picture: Picture,
    { width, height }: { width: number; height: number },
    signal?: AbortSignal
  ): Promise<Pixels> {
    return (await this.ask({ type: 'pixels', call: ++this.last, picture, width, height }, signal)) as Pixels
  }

  async whole(picture: Picture, { channels, longest, frame }: Wanted, signal?: AbortSignal): Promise<Shrunk> {
    return (await this.ask({ type: 'whole', call: ++this.last, picture, channels, longest, frame }, signal)) as Shrunk
  }

  warm(): void {
    try {
      this.process()
    } catch {
      // Whoever asks for a picture hears of it.
    }
  }

  close(): void {
    this.closed = true
    for (const call of [...this.waiting.splice(0), ...this.suspects.splice(0), ...(this.running?.sent.values() ?? [])])
      call.reject(cancelled())
    this.end('closed')
  }

  private ask(order: WorkOrder, signal: AbortSignal | undefined): Promise<Result> {
    if (this.closed || signal?.aborted) return Promise.reject(cancelled())
    return new Promise<Result>((resolve, reject) => {
      const abandon = (): void => {
        this.abandon(call)
      }
      const settled = (): void => {
        signal?.removeEventListener('abort', abandon)
      }
      const call: Call = {
        order,
        abandoned: false,
        alone: false,
        until: null,
        resolve: result => {
          settled()
          resolve(result)
        },
        reject: error => {
          settled()
          reject(error instanceof Error ? error : new Error(String(error)))
        }
      }
      signal?.addEventListener('abort', abandon, { once: true })
      this.waiting.push(call)
      this.next()
    })
  }

  private abandon(call: Call): void {
    call.abandoned = true
    call.reject(cancelled())
    for (const queue of [this.waiting, this.suspects]) {
      const at = queue.indexOf(call)
      if (at >= 0) queue.splice(at, 1)
    }
    if (this.running?.sent.has(call.order.call)) this.post(this.running, { type: 'drop', call: call.order.call })
    this.next()
  }

  /** Sends what may be sent. While there are suspects they go one by one, and nothing beside them. */
  private next(): void {
    if (this.closed || (this.waiting.length === 0 && this.suspects.length === 0)) return
    try {
      const running = this.process()
      if (this.suspects.length === 0) for (const call of this.waiting.splice(0)) this.give(running, call)
      else if (running.sent.size === 0)
        for (const call of this.suspects.splice(0, 1)) this.give(running, Object.assign(call, { alone: true }))
    } catch (error) {
      for (const call of [...this.waiting.splice(0), ...this.suspects.splice(0)]) call.reject(error)
    }
  }

  private give(running: Running, call: Call): void {
    call.until = null
    running.sent.set(call.order.call, call)
    this.post(running, call.order)
  }

  /** Orders of one turn travel together. */
  private post(running: Running, order: Order): void {
    running.orders.push(order)
    if (running.orders.length > 1) return
    queueMicrotask(() => {
      running.process.send(running.orders.splice(0))
    })
  }

  /** @throws StudioError engine where none can be started */
  private process(): Running {
    if (this.running) return this.running
    if (this.closed) throw cancelled()
    if (this.failures.ends >= most.ends || this.failures.killed >= most.killed) {
      const { last } = this.failures
      this.failures = { ends: 0, killed: 0, last: '' }
      throw new StudioError(
        'engine',
        `The process that decodes pictures cannot be started: it ${last}. \`atelier doctor\` says what is set up.`
      )
    }
    const running: Running = {
      process: this.start(),
      ready: false,
      sent: new Map(),
      orders: [],
      heard: performance.now(),
      why: null
    }
    this.running = running
    running.process.onReports(reports => {
      this.hear(running, reports)
    })
    running.process.onExit(exit => {
      this.lost(running, exit)
    })
    this.watch ??= setInterval(
      () => {
        this.look()
      },
      1000 * Math.min(1, this.patience.silent / 4)
    ).unref()
    return running
  }

  private hear(running: Running, reports: Report[]): void {
    running.heard = performance.now()
    for (const report of reports) {
      if (report.type === 'ready') {
        running.ready = true
        this.failures = { ends: 0, killed: 0, last: '' }
        continue
      }
      const call = running.sent.get(report.call)
      if (!call) continue
      if (report.type === 'slow') call.until = performance.now() + 1000 * this.patience.factor * report.seconds
      else if (report.type === 'waits') call.until = null
      else {
        running.sent.delete(report.call)
        if (report.type === 'done') call.resolve(report.result)
        else
          call.reject(
            report.type === 'refused'
              ? new UnreadablePicture(report.reason, { flaw: report.flaw })
              : new StudioError(report.code, report.message)
          )
      }
    }
    this.next()
  }

  /** What takes too long is ended; what nobody needs, too. */
  private look(): void {
    const { running } = this
    if (!running) return
    const now = performance.now()
    const calls = [...running.sent.values()]
    const silent = now - running.heard > 1000 * this.patience.silent
    if (calls.some(({ until }) => until !== null && now > until)) this.end('slow')
    // Something of it is under way, and says nothing: it hangs before it could say that it began.
    else if ((calls.length > 0 || !running.ready) && silent && calls.every(({ until }) => until === null))
      this.end('slow')
    else if (calls.length > 0 && calls.every(({ abandoned }) => abandoned)) this.end('closed')
    else if (calls.length === 0 && this.waiting.length === 0 && now - running.heard > 1000 * this.patience.idle)
      this.end('closed')
  }

  private end(why: 'slow' | 'closed'): void {
    const { running } = this
    if (!running) {
      this.stopWatching()
      return
    }
    running.why ??= why
    running.process.kill()
    // One that the system cannot end, on a disk that does not answer, is not waited for.
    this.lost(running, { code: null, signal: 'SIGKILL', stderr: '' })
  }

  private stopWatching(): void {
    if (this.watch) clearInterval(this.watch)
    this.watch = null
  }

  private failed({ why }: Running, exit: ProcessExit): void {
    this.failures[exit.signal === 'SIGKILL' && why === null ? 'killed' : 'ends']++
    this.failures.last = why === 'slow' ? 'said nothing for too long' : endingOf(exit)
  }

  private lost(running: Running, exit: ProcessExit): void {
    if (this.running !== running) return
    this.running = null
    this.stopWatching()
    if (!running.ready && running.why !== 'closed') this.failed(running, exit)
    const calls = [...running.sent.values()].filter(({ abandoned }) => !abandoned)
    running.sent.clear()
    // It was one of those that it had in hand; before it was ready it had none.
    for (const call of calls.toReversed()) {
      if (!running.ready) this.waiting.unshift(call)
      else if (call.alone) call.reject(new UnreadablePicture(reasonFor(running, exit)))
      else this.suspects.unshift(call)
    }
    this.next()
  }
}

const cancelled = (): StudioError => new StudioError('cancelled', 'Cancelled. Nothing was kept of the unfinished work.')

/** Why the picture that a decoder had alone in hand when it ended is not read. */
function reasonFor({ why }: Running, exit: ProcessExit): string {
  if (why === 'slow')
    return 'Decoding it took too long, twice. It is damaged, or made to harm: save it anew, or leave it out.'
  if (exit.stderr.includes(outOfMemory))
    return 'It needs more memory than one picture may take. Save it smaller, or in another format.'
  return (
    `The decoder ${endingOf(exit)} while it had this picture in hand, twice. It is probably damaged: save it ` +
    'anew, or leave it out.'
  )
}
