/**
 * Entry of the studio's thread: the whole studio, store and all, so that neither SQLite nor a slow disk ever holds the
 * thread that draws windows and answers pages. It ends when it is told to, or after an error that nobody caught.
 */
import { setTimeout as wait } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { StudioError } from '../../../shared/errors'
import type { Caller, Envelope } from '../../../shared/ipc'
import { writeReply } from '../../transports/replies'
import { createStudio, type Studio } from '..'
import { createDispatcher, type Dispatch } from '../dispatch'
import { CallersByNumber } from './callers'
import { Rescue } from '../rescue/rescue'
import { troubleOf } from '../trouble'
import { faultOf, type FromStudio, type ThreadOptions, type ToStudio } from './messages'
import { relayedStart } from './processes'

/** How long a studio that has met an error may take to stop what trains, each saving a checkpoint; milliseconds. */
const lastMinute = 15_000

if (!parentPort) throw new Error("The studio's thread is started by its host, not by hand.")
const port = parentPort
const { workspace, engine, host, relayed, rescues, revived } = workerData as ThreadOptions
const say = (message: FromStudio): void => port.postMessage(message)
let studio: Studio | null = null
let dispatch: Dispatch | null = null
const callers = new CallersByNumber()

async function answer(id: number, name: string, input: unknown, caller: Caller | undefined): Promise<void> {
  if (!dispatch) return
  const reply = await dispatch(name, input, caller)
  try {
    send(id, reply)
  } catch (error) {
    // What cannot be written cannot be answered with: a fault of ours, which the caller should not wait for.
    send(id, { ok: false, code: 'internal', message: `The answer to ${name} could not be sent: ${String(error)}` })
  }
}

function send(id: number, envelope: Envelope<unknown>): void {
  const reply = writeReply(envelope)
  port.postMessage({ type: 'reply', id, reply } satisfies FromStudio, [reply.buffer])
}

async function close(): Promise<void> {
  await studio?.close()
  process.exit(0)
}

/** What happened before is not known to be right, what is on the disk is: save, end, and be started anew. */
let ending = false
async function lastWill(cause: unknown): Promise<void> {
  if (ending) return
  ending = true
  say({ type: 'fault', fault: faultOf('exception', cause) })
  await Promise.race([studio?.close().catch(() => {}), wait(lastMinute)])
  process.exit(1)
}

process.on('uncaughtException', error => void lastWill(error))
process.on('unhandledRejection', reason => say({ type: 'fault', fault: faultOf('rejection', reason) }))
port.on('message', (message: ToStudio) => {
  if (message.type === 'close') void close()
  else if (message.type === 'gone') callers.gone(message.caller)
  else void answer(message.id, message.name, message.input, callers.of(message.caller))
})

/** @throws StudioError as openStore does */
function open(folder: string): Studio {
  const opened = createStudio({
    workspace: folder,
    engine,
    revived,
    host: { kind: host },
    keepsLog: true,
    emit: (event, payload) => say({ type: 'event', event, payload }),
    ...(relayed ? { startProcess: relayedStart((message, transfer) => port.postMessage(message, transfer)) } : {})
  })
  studio = opened
  dispatch = createDispatcher(opened.handlers)
  return opened
}

try {
  const { store } = open(workspace)
  const trouble = troubleOf(store)
  say({ type: 'opened', opening: [...store.opening, ...(trouble ? [trouble] : [])], broken: null })
} catch (error) {
  const { message, stack } = faultOf('exception', error)
  if (error instanceof StudioError && rescues.includes(error.code)) {
    const move = (folder: string): void => {
      open(folder)
      say({ type: 'moved', workspace: folder })
    }
    const rescue = new Rescue({ workspace, host, problem: error, open: move })
    dispatch = createDispatcher(rescue.handlers)
    say({ type: 'opened', opening: [], broken: rescue.broken })
  } else {
    say({ type: 'failed', code: error instanceof StudioError ? error.code : null, message, stack })
    process.exitCode = 1
    port.close()
  }
}
