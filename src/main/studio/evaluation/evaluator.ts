/** The thread of metrics from the studio's side: a question, its progress, its answer. */
import { Worker } from 'node:worker_threads'
import { StudioError } from '../../../shared/errors'
import { whyIn } from '../../lib/failures'
import type { OrderName, Orders, WorkerMessage } from '../../metrics/worker'
import { bundledProgram } from '../engines/programs'

export class Evaluator {
  private readonly thread: Worker
  private waiting: {
    resolve: (value: unknown) => void
    reject: (error: unknown) => void
    share: (share: number) => void
  } | null = null
  private dead: StudioError | null = null

  /** Ends when the signal aborts. @throws StudioError internal when its program is missing */
  constructor(signal: AbortSignal) {
    const program = bundledProgram('evaluator.js', process.env.ATELIER_EVALUATOR)
    if (!program)
      throw new StudioError(
        'internal',
        'The program that works metrics out (out/main/evaluator.js) is missing. Build Atelier again with `npm run build`.'
      )
    this.thread = new Worker(program)
    this.thread.on('message', (message: WorkerMessage) => this.hear(message))
    this.thread.on('error', error => this.end(failed(error)))
    this.thread.on('exit', () => this.end(new StudioError('cancelled', 'Cancelled.')))
    signal.addEventListener('abort', () => this.close(), { once: true })
  }

  /** One at a time. @param share called with 0 to 1 while it goes on. @throws StudioError */
  ask<N extends OrderName>(
    name: N,
    order: Orders[N]['order'],
    share: (share: number) => void
  ): Promise<Orders[N]['answer']> {
    return new Promise((resolve, reject) => {
      if (this.dead) return reject(this.dead)
      // The thread answers an order with its own answer.
      this.waiting = { resolve: value => resolve(value as Orders[N]['answer']), reject, share }
      this.thread.postMessage({ name, order })
    })
  }

  close(): void {
    void this.thread.terminate()
  }

  private hear(message: WorkerMessage): void {
    const { waiting } = this
    if (!waiting) return
    if (message.type === 'share') return waiting.share(message.share)
    this.waiting = null
    if (message.type === 'answer') waiting.resolve(message.value)
    else waiting.reject(new StudioError(message.code, message.message))
  }

  private end(error: StudioError): void {
    this.dead ??= error
    this.waiting?.reject(this.dead)
    this.waiting = null
  }
}

/** The thread ended by itself: mostly for want of memory. */
function failed(error: Error): StudioError {
  const why = whyIn(error.message)
  return why
    ? new StudioError('engine', `Metrics could not be worked out: ${why}. Try again when that is over.`, {
        cause: error
      })
    : new StudioError('internal', `Metrics could not be worked out (${error.message}). Try fewer samples.`, {
        cause: error
      })
}
