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
import {
  isEngineName,
  type EncodeOrder,
  type FeaturesOrder,
  type FoundFeatures,
  type GenerateOrder,
  type Report,
  type SamplePixels,
  type TrainOrder
} from './protocol'
import { threadEnvironment } from './threads'

// Before TensorFlow loads: its own start-up chatter would fill the log that explains a crash.
process.env.TF_CPP_MIN_LOG_LEVEL ??= '2'

const port = openPort()
dieWithParent()
let stopping = false
let paused = false
let training = false
let wake: (() => void) | null = null

const control = {
  reportEvery: 250,
  async shouldStop(step: number): Promise<boolean> {
    // Lets messages in.
    await nextTurn()
    if (paused && !stopping) {
      port.send({ type: 'paused', step })
      while (paused && !stopping)
        await new Promise<void>(resolve => {
          wake = resolve
        })
      if (!stopping) port.send({ type: 'continued', step })
    }
    return stopping
  }
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

async function run(order: TrainOrder): Promise<void> {
  training = true
  try {
    // TensorFlow reads these when it loads, which the next import does.
    Object.assign(process.env, threadEnvironment(findModel(order.model), order.settings))
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

let sampler: {
  generate: (order: GenerateOrder) => Promise<SamplePixels>
  encode: (order: EncodeOrder) => Promise<Float32Array>
} | null = null

async function draw(order: GenerateOrder | EncodeOrder): Promise<void> {
  try {
    await opened()
    const { Sampler } = await import('./sampling/sampler')
    sampler ??= new Sampler()
    port.send(
      order.type === 'generate'
        ? { type: 'generated', call: order.call, samples: await sampler.generate(order) }
        : { type: 'encoded', call: order.call, latents: await sampler.encode(order) }
    )
  } catch (cause) {
    port.send(failure(cause, order.call))
  }
}

let features: { find: (order: FeaturesOrder) => Promise<FoundFeatures> } | null = null

async function find(order: FeaturesOrder): Promise<void> {
  try {
    await opened()
    const { Features } = await import('./sampling/features')
    features ??= new Features()
    port.send({ type: 'found', call: order.call, features: await features.find(order) })
  } catch (cause) {
    port.send(failure(cause, order.call))
  }
}

async function inform(call: number): Promise<void> {
  try {
    await opened()
    const { engineInfo } = await import('./info')
    port.send({ type: 'info', call, info: await engineInfo() })
  } catch (cause) {
    port.send(failure(cause, call))
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

port.listen(
  order => {
    switch (order.type) {
      case 'train':
        void run(order)
        break
      case 'generate':
      case 'encode':
        void draw(order)
        break
      case 'features':
        void find(order)
        break
      case 'info':
        void inform(order.call)
        break
      case 'pause':
        paused = true
        break
      case 'continue':
        paused = false
        wake?.()
        break
      case 'stop':
        stop()
        break
    }
  },
  () => {
    // The studio is gone: no row would name what could still be saved.
    process.exit(0)
  }
)
