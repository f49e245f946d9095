/** One life of the studio's thread, from its host's side. */
import { setTimeout as wait } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { StudioError } from '../../../shared/errors'
import type { Emit } from '../../../shared/ipc'
import { type Answer, writeReply } from '../../transports/replies'
import type { StartProcess } from '../processes/child'
import { bundledProgram } from '../../lib/bundled-program'
import { NumberedCallers } from './callers'
import { type Broken, deathBy, type Fault, type FromStudio, type ThreadOptions, type ToStudio } from './messages'
import { serveProcess } from './processes'

export interface ThreadHost {
  emit: Emit
  /** How the host starts processes for it, where `relayed`. */
  startProcess?: StartProcess
  onFault: (fault: Fault) => void
  /** Another workspace was opened in place of a broken one. */
  onMoved?: (workspace: string) => void
  /**
   * How long it may take to close, milliseconds; default: a minute for each training to save, all at once, and some
   * more.
   */
  patience?: number
  /** Megabytes of JavaScript that it may hold; default: what Node gives a thread. */
  memory?: number
}

export interface StudioThread {
  /** What a person should know of the workspace, in sentences. */
  opening: string[]
  /** Where it could not be opened, and is rescued: see ThreadOptions. */
  broken: Broken | null
  /** Never rejects: what a thread that died was asked is answered with that. */
  answer: Answer
  /** Saves and ends. A thread that does not is ended after a while. */
  close(): Promise<void>
  /** Resolves when it has ended without having been told to: why, as the end of "it …". */
  died: Promise<string>
}

/**
 * Megabytes of fresh JavaScript. Node ends a thread that is out of memory with 16 MB in hand; where more than that can
 * survive a collection at once, V8 ends the whole process instead (6 of 15 times with its own choice, 0 of 15 with 32).
 */
const young = 16

/** @throws StudioError when the workspace cannot be opened (see openStore), internal when the program is missing */
export async function openThread(options: ThreadOptions, host: ThreadHost): Promise<StudioThread> {
  const program = bundledProgram('studio.js', process.env.ATELIER_STUDIO)
  if (!program)
    throw new StudioError(
      'internal',
      "The studio's program (out/main/studio.js) is missing. Build Atelier again with `npm run build`."
    )
  const { memory } = host
  const worker = new Worker(program, {
    workerData: options,
    resourceLimits: {
      maxYoungGenerationSizeMb: young,
      ...(memory === undefined ? {} : { maxOldGenerationSizeMb: memory })
    }
  })
  const thread = new Thread(worker, host)
  const { opening, broken } = await thread.opened.promise
  return {
    opening,
    broken,
    died: thread.died.promise,
    answer: (name, input, caller) => thread.answer(name, input, caller),
    close: () => thread.close()
  }
}

/** The worker's other side: what was asked of it and is not answered yet, and what became of it. */
class Thread {
  readonly opened = Promise.withResolvers<Pick<StudioThread, 'opening' | 'broken'>>()
  readonly died = Promise.withResolvers<string>()
  private readonly ended = Promise.withResolvers<void>()
  private readonly calls = new Map<number, (reply: Uint8Array) => void>()
  private readonly callers = new NumberedCallers(caller => {
    if (!this.gone) this.say({ type: 'gone', caller })
  })
  private count = 0
  private closing = false
  private gone = false
  private why = 'ended without a word'

  constructor(
    private readonly worker: Worker,
    private readonly host: ThreadHost
  ) {
    worker.on('message', (message: FromStudio) => this.hear(message))
    worker.on('error', error => {
      this.why =
        'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'ran out of memory' : deathBy(error.message)
    })
    worker.on('exit', () => {
      this.gone = true
      this.opened.reject(new StudioError('internal', `The studio could not start: it ${this.why}.`))
      for (const id of [...this.calls.keys()]) this.settle(id, lost(this.why))
      this.ended.resolve()
      if (!this.closing) this.died.resolve(this.why)
    })
  }

  answer: StudioThread['answer'] = (name, input, caller) => {
    if (this.gone) return Promise.resolve(lost(this.why))
    return new Promise(resolve => {
      const id = ++this.count
      this.calls.set(id, resolve)
      try {
        this.say({ type: 'request', id, name, input, caller: this.callers.of(caller) })
      } catch (error) {
        const message = `What ${name.slice(0, 100)} was asked with cannot be sent: ${String(error)}`
        this.settle(id, writeReply({ ok: false, code: 'bad-input', message }))
      }
    })
  }

  async close(): Promise<void> {
    this.closing = true
    if (!this.gone) this.say({ type: 'close' })
    const limit = new AbortController()
    const late = wait(this.host.patience ?? 75_000, 'late', { signal: limit.signal }).catch(() => 'in time')
    if ((await Promise.race([this.ended.promise, late])) === 'late') await this.worker.terminate()
    limit.abort()
  }

  private say(message: ToStudio): void {
    this.worker.postMessage(message)
  }

  private hear(message: FromStudio): void {
    const { emit, startProcess, onFault, onMoved } = this.host
    if (message.type === 'event') emit(message.event, message.payload as Parameters<Emit>[1])
    else if (message.type === 'reply') this.settle(message.id, message.reply)
    else if (message.type === 'start' && startProcess) serveProcess(startProcess, message.start, message.port)
    else if (message.type === 'opened') this.opened.resolve({ opening: message.opening, broken: message.broken })
    else if (message.type === 'moved') onMoved?.(message.workspace)
    else if (message.type === 'failed')
      this.opened.reject(
        message.code
          ? new StudioError(message.code, message.message)
          : Object.assign(new Error(message.message), { stack: message.stack })
      )
    else if (message.type === 'fault') {
      if (message.fault.kind === 'exception') this.why = deathBy(message.fault.message)
      onFault(message.fault)
    }
  }

  private settle(id: number, reply: Uint8Array): void {
    this.calls.get(id)?.(reply)
    this.calls.delete(id)
  }
}

const lost = (why: string): Uint8Array =>
  writeReply({
    ok: false,
    code: 'internal',
    message: `The studio ${why} before it had answered. See whether what you asked for was done; if not, try again.`
  })
