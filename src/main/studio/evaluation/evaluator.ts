/** The thread of metrics from the studio's side: an order, its progress, what it asks meanwhile, its answer. */
import { Worker } from 'node:worker_threads'
import { StudioError } from '../../../shared/errors'
import { readable, whyIn } from '../../lib/failures'
import type { Question, Questions } from '../../metrics/subjects/subject'
import type { OrderName, Orders, StudioMessage, ThreadMessage } from '../../metrics/thread/orders'
import { bundledProgram } from '../../lib/bundled-program'

/** What answers the thread's questions. */
export type Answers = { [Q in Question]: (question: Questions[Q]['question']) => Promise<Questions[Q]['answer']> }

interface Waiting {
  resolve: (value: unknown) => void
  reject: (error: unknown) => void
  share: (share: number) => void
}

export class MetricsThread {
  private readonly thread: Worker
  private waiting: Waiting | null = null
  private dead: StudioError | null = null
  /** Of the checkpoint that is measured. */
  answers: Answers | null = null

  /** Ends when the signal aborts. @throws StudioError internal when its program is missing */
  constructor(signal: AbortSignal) {
    const program = bundledProgram('evaluator.js', process.env.ATELIER_EVALUATOR)
    if (!program)
      throw new StudioError(
        'internal',
        'The program that works metrics out (out/main/evaluator.js) is missing. Build Atelier again with `npm ' +
          'run build`.'
      )
    this.thread = new Worker(program)
    this.thread.on('message', (message: ThreadMessage) => this.hear(message))
    this.thread.on('error', error => this.end(failed(error)))
    this.thread.on('exit', () => this.end(new StudioError('cancelled', 'Cancelled.')))
    signal.addEventListener('abort', () => this.close(), { once: true })
  }

  /** One at a time. @param share called with 0 to 1 while it goes on. @throws StudioError */
  order<N extends OrderName>(
    name: N,
    order: Orders[N]['order'],
    share: (share: number) => void = () => undefined
  ): Promise<Orders[N]['answer']> {
    return new Promise((resolve, reject) => {
      if (this.dead) return reject(this.dead)
      // The thread answers an order with its own answer.
      this.waiting = { resolve: value => resolve(value as Orders[N]['answer']), reject, share }
      this.post({ type: 'order', name, order })
    })
  }

  close(): void {
    void this.thread.terminate()
  }

  private post(message: StudioMessage): void {
    this.thread.postMessage(message)
  }

  private hear(message: ThreadMessage): void {
    if (message.type === 'question') return void this.reply(message.name, message.question)
    const { waiting } = this
    if (!waiting) return
    if (message.type === 'share') return waiting.share(message.share)
    this.waiting = null
    if (message.type === 'answer') waiting.resolve(message.value)
    else waiting.reject(new StudioError(message.code, message.message))
  }

  private async reply<Q extends Question>(name: Q, question: Questions[Q]['question']): Promise<void> {
    try {
      if (!this.answers) throw new Error(`The thread of metrics asks for ${name} of no checkpoint.`)
      this.post({ type: 'told', value: await this.answers[name](question) })
    } catch (error) {
      const { code, message } = readable(error)
      this.post({ type: 'refused', code, message })
    }
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
