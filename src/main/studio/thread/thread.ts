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
export async function openThread(
  options: ThreadOptions,
  { emit, startProcess, onFault, onMoved, memory, patience = 75_000 }: ThreadHost
): Promise<StudioThread> {
  const program = bundledProgram('studio.js', process.env.ATELIER_STUDIO)
  if (!program)
    throw new StudioError(
      'internal',
      "The studio's program (out/main/studio.js) is missing. Build Atelier again with `npm run build`."
    )
  const worker = new Worker(program, {
    workerData: options,
    resourceLimits: {
      maxYoungGenerationSizeMb: young,
      ...(memory === undefined ? {} : { maxOldGenerationSizeMb: memory })
    }
  })
  const say = (message: ToStudio): void => worker.postMessage(message)
  const callers = new NumberedCallers(caller => {
    if (!gone) say({ type: 'gone', caller })
  })
  const calls = new Map<number, (reply: Uint8Array) => void>()
  const opened = Promise.withResolvers<Pick<StudioThread, 'opening' | 'broken'>>()
  const [ended, died] = [Promise.withResolvers<void>(), Promise.withResolvers<string>()]
  let [count, closing, gone, why] = [0, false, false, 'ended without a word']

  worker.on('message', (message: FromStudio) => {
    if (message.type === 'event') emit(message.event, message.payload as Parameters<Emit>[1])
    else if (message.type === 'reply') settle(message.id, message.reply)
    else if (message.type === 'start' && startProcess) serveProcess(startProcess, message.start, message.port)
    else if (message.type === 'opened') opened.resolve({ opening: message.opening, broken: message.broken })
    else if (message.type === 'moved') onMoved?.(message.workspace)
    else if (message.type === 'failed')
      opened.reject(
        message.code
          ? new StudioError(message.code, message.message)
          : Object.assign(new Error(message.message), { stack: message.stack })
      )
    else if (message.type === 'fault') {
      if (message.fault.kind === 'exception') why = deathBy(message.fault.message)
      onFault(message.fault)
    }
  })
  worker.on('error', error => {
    why = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'ran out of memory' : deathBy(error.message)
  })
  worker.on('exit', () => {
    gone = true
    opened.reject(new StudioError('internal', `The studio could not start: it ${why}.`))
    for (const id of [...calls.keys()]) settle(id, lost(why))
    ended.resolve()
    if (!closing) died.resolve(why)
  })

  function settle(id: number, reply: Uint8Array): void {
    calls.get(id)?.(reply)
    calls.delete(id)
  }

  const { opening, broken } = await opened.promise
  return {
    opening,
    broken,
    died: died.promise,
    answer: (name, input, caller) =>
      gone
        ? Promise.resolve(lost(why))
        : new Promise(resolve => {
            const id = ++count
            calls.set(id, resolve)
            try {
              say({ type: 'request', id, name, input, caller: callers.of(caller) })
            } catch (error) {
              settle(
                id,
                writeReply({
                  ok: false,
                  code: 'bad-input',
                  message: `What ${name.slice(0, 100)} was asked with cannot be sent: ${String(error)}`
                })
              )
            }
          }),
    async close() {
      closing = true
      if (!gone) say({ type: 'close' })
      const limit = new AbortController()
      const late = wait(patience, 'late', { signal: limit.signal }).catch(() => 'in time')
      if ((await Promise.race([ended.promise, late])) === 'late') await worker.terminate()
      limit.abort()
    }
  }
}

const lost = (why: string): Uint8Array =>
  writeReply({
    ok: false,
    code: 'internal',
    message: `The studio ${why} before it had answered. See whether what you asked for was done; if not, try again.`
  })
