/**
 * Entry of an engine process: takes orders from the studio, trains or draws, and reports. One run a process; it ends
 * when the run ends, when it is told to, or when the studio is gone.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { StudioError } from '../../shared/errors'
import { isUnforeseen, readable } from '../lib/failures'
import { dieWithParent } from '../lib/parent'
import { findModel } from '../models'
import { isOutOfMemory } from './memory'
import { openPort } from './port'
import { engineCalls } from './calls'
import { determinismEnvironment } from './determinism'
import { parsed } from './calls/parsed'
import { giveWay } from './giving-way'
import { isEngineName, type Order, type Report, type TrainOrder } from './protocol'
import { threadEnvironment } from './threads'
import { EarlyPace } from './training/early'
import { trainOrder } from './train-order'

// Before TensorFlow loads: its own start-up chatter would fill the log that explains a crash.
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'

const port = openPort()
dieWithParent()
let stopping = false
let paused = false
/** Steps that were asked for one by one, and whether the present one was. */
let asked = 0
let single = false
let training = false
let wake: (() => void) | null = null

const control = {
  reportEvery: 250,
  early: new EarlyPace(),
  async shouldStop(step: number): Promise<boolean> {
    // Lets messages in.
    await nextTurn()
    single = false
    if (paused && !stopping) {
      port.send({ type: 'paused', step })
      while (paused && !stopping && asked === 0)
        await new Promise<void>(resolve => {
          wake = resolve
        })
      single = paused && asked > 0
      if (single) asked--
      else if (!stopping) port.send({ type: 'continued', step })
    }
    return stopping
  },
  single: () => single
}

function failure(cause: unknown, call?: number): Report {
  if (!(cause instanceof StudioError) && isOutOfMemory(cause)) {
    return {
      type: 'error',
      call,
      code: 'engine',
      message: 'The machine ran out of memory. Choose a smaller batch size, width or picture size, then resume.'
    }
  }
  const found = readable(cause)
  if (isUnforeseen(found)) console.error(cause)
  return { type: 'error', call, code: found.code, message: found.message }
}

async function run(ordered: TrainOrder): Promise<void> {
  training = true
  giveWay()
  paused = ordered.paused === true
  try {
    const order = parsed(trainOrder, ordered, 'The engine was ordered to train in a way it does not understand')
    // TensorFlow reads these when it loads, which the next import does.
    Object.assign(
      process.env,
      threadEnvironment(findModel(order.model), order.settings),
      determinismEnvironment(order.settings)
    )
    await opened()
    const { train } = await import('./training')
    await train(
      order,
      report => {
        port.send(report)
      },
      control
    )
    await port.end(0)
  } catch (cause) {
    port.send(failure(cause))
    await port.end(1)
  }
}

/** Which engine this process runs on is the studio's choice; its library loads now, once. */
const opened = (): Promise<void> => (opening ??= open())
let opening: Promise<void> | null = null

async function open(): Promise<void> {
  const chosen = process.env.ATELIER_ENGINE ?? ''
  const engine = isEngineName(chosen) ? chosen : 'tensorflow'
  try {
    const { openEngine } = await import('./engines')
    const { software = false } = await openEngine(engine)
    port.send({ type: 'loaded', engine, software })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    port.send({ type: 'unavailable', engine, reason })
    throw new StudioError('engine', `The engine ${engine} cannot run on this machine: ${reason}`, { cause })
  }
}

/** Calls under way, by their number. */
const calls = new Map<number, AbortController>()

/** Answers with what the call's own file makes of it, or with an error. */
async function answer({ call, name, input }: Extract<Order, { type: 'call' }>): Promise<void> {
  const ending = new AbortController()
  calls.set(call, ending)
  try {
    const definition = engineCalls.find(name)
    const asked = parsed(definition.input, input, `The engine was asked for "${name}" in a way it does not understand`)
    await opened()
    const progress = (share: number): void => port.send({ type: 'progress', call, share })
    const value = await definition.run(asked, { progress, signal: ending.signal })
    port.send({ type: 'answer', call, value })
  } catch (cause) {
    port.send(failure(cause, call))
  } finally {
    calls.delete(call)
  }
}

function stop(): void {
  stopping = true
  wake?.()
  if (!training) void port.end(0)
}

// A closing terminal or a service manager tells every process; when an engine ends is the studio's to say, which saves
// first.
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined)
process.on('SIGTERM', stop)

const handlers: { [T in Order['type']]: (order: Extract<Order, { type: T }>) => void } = {
  train: order => void run(order),
  call: order => void answer(order),
  cancel: ({ call }) => calls.get(call)?.abort(new StudioError('cancelled', 'Cancelled.')),
  pause: () => {
    paused = true
  },
  step: () => {
    asked++
    wake?.()
  },
  continue: () => {
    paused = false
    asked = 0
    wake?.()
  },
  stop
}

const handle = <T extends Order['type']>(order: Extract<Order, { type: T }>): void => handlers[order.type as T](order)

port.listen(handle, () => {
  // The studio is gone: no row would name what could still be saved.
  process.exit(0)
})
