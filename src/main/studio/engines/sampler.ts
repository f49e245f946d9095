/**
 * One engine process for pictures of finished checkpoints and for questions about the engine: started when asked, ended
 * when idle.
 */
import { StudioError } from '../../../shared/errors'
import type { EngineCall } from '../../engine/calls/call'
import { parsed } from '../../engine/calls/parsed'
import { endingOf, type EngineProcess } from './engine-process'

/** Milliseconds in which an engine that is called off comes to the end of the piece of work that it is at. */
const patience = 2_000

interface Waiting {
  resolve: (value: unknown) => void
  reject: (error: unknown) => void
  share: (share: number) => void
}

export interface Asking {
  /** Aborted when nobody waits any more: the engine leaves the rest undone. */
  signal?: AbortSignal | undefined
  /** How much is done, 0 to 1. */
  share?: (share: number) => void
}
interface Running {
  engine: EngineProcess
  waiting: Map<number, Waiting>
}

export class Sampler {
  private running: Running | null = null
  /** Replaced, but not done with what they were asked. */
  private readonly leaving = new Set<Running>()
  private calls = 0
  private idle: NodeJS.Timeout | null = null

  constructor(
    private readonly start: () => EngineProcess,
    private readonly idleMilliseconds = 180_000
  ) {}

  /**
   * One of engine/calls, asked and answered.
   * @throws StudioError engine when the process dies, cancelled, or what the engine says
   */
  async ask<I, O>(call: EngineCall<I, O>, input: I, { signal, share = () => undefined }: Asking = {}): Promise<O> {
    signal?.throwIfAborted()
    const number = ++this.calls
    if (this.idle) clearTimeout(this.idle)
    const running = this.running ?? this.open()
    let late: NodeJS.Timeout | undefined
    const cancel = (): void => {
      running.engine.send({ type: 'cancel', call: number })
      late = setTimeout(() => this.abandon(running, number), patience)
    }
    signal?.addEventListener('abort', cancel, { once: true })
    try {
      const value = await new Promise<unknown>((resolve, reject) => {
        running.waiting.set(number, { resolve, reject, share })
        running.engine.send({ type: 'call', call: number, name: call.id, input })
      })
      return parsed(call.output, value, `The engine's answer to "${call.id}" is not what was agreed on`)
    } finally {
      clearTimeout(late)
      signal?.removeEventListener('abort', cancel)
      this.rest()
    }
  }

  /** What is asked from now on is asked of a new process; the one there is answers what it was asked, then ends. */
  renew(): void {
    const { running } = this
    this.running = null
    if (!running) return
    this.leaving.add(running)
    this.letGo(running)
  }

  close(): void {
    this.end()
    for (const { engine } of this.leaving) engine.kill()
  }

  private open(): Running {
    const opened: Running = { engine: this.start(), waiting: new Map() }
    this.running = opened
    opened.engine.onReport(report => {
      // What cannot be understood may have been anybody's answer.
      if (report.type === 'error' && report.call === undefined)
        return failAll(opened, new StudioError(report.code, report.message))
      const call = 'call' in report ? report.call : undefined
      const waiting = call === undefined ? undefined : opened.waiting.get(call)
      if (call === undefined || !waiting) return
      if (report.type === 'progress') return waiting.share(report.share)
      opened.waiting.delete(call)
      if (report.type === 'error') waiting.reject(new StudioError(report.code, report.message))
      else waiting.resolve(report.type === 'answer' ? report.value : undefined)
      this.letGo(opened)
    })
    opened.engine.onExit(exit => {
      if (this.running === opened) this.running = null
      this.leaving.delete(opened)
      const error = new StudioError(
        'engine',
        `The process that makes pictures ${endingOf(exit)}. Try again; it starts anew.`
      )
      failAll(opened, error)
    })
    return opened
  }

  /** One long piece of work is not waited for: where nobody else waits for that engine, it ends. */
  private abandon(running: Running, number: number): void {
    const waiting = running.waiting.get(number)
    if (!waiting) return
    running.waiting.delete(number)
    waiting.reject(new StudioError('cancelled', 'Cancelled.'))
    if (running.waiting.size > 0) return
    if (this.running === running) this.running = null
    running.engine.kill()
  }

  private letGo(running: Running): void {
    if (this.leaving.has(running) && running.waiting.size === 0) running.engine.kill()
  }

  private end(): void {
    if (this.idle) clearTimeout(this.idle)
    this.running?.engine.kill()
    this.running = null
  }

  /** Memory is worth more than the second a start takes. */
  private rest(): void {
    if (!this.running || this.running.waiting.size > 0) return
    if (this.idle) clearTimeout(this.idle)
    // Those that leave still answer, and end by themselves.
    this.idle = setTimeout(() => this.end(), this.idleMilliseconds)
    this.idle.unref()
  }
}

function failAll({ waiting }: Running, error: StudioError): void {
  for (const { reject } of waiting.values()) reject(error)
  waiting.clear()
}
