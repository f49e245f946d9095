/** An engine process from the studio's side: orders in, reports out, and what it said last when it died. */
import { fork } from 'node:child_process'
import { StudioError } from '../../../shared/errors'
import type { Order, Report, ToEngine, ToStudio } from '../../engine/protocol'
import { whyIn, whyOf } from '../../lib/failures'
import { bundledProgram } from './programs'

export interface EngineExit {
  /** Exit status; null when a signal ended it. */
  code: number | null
  signal: string | null
  /** The last 4 KB it wrote to stderr. */
  stderr: string
}

/**
 * Listeners are set once, before the first order. `onExit` is called exactly once, also when it could not be started.
 */
export interface EngineProcess {
  send(order: Order): void
  onReport(listener: (report: Report) => void): void
  onExit(listener: (exit: EngineExit) => void): void
  kill(): void
}

/** What a process and its channel are in themselves: messages in their order, both ways. */
export interface EngineChannel {
  /** To an engine that has died: nothing happens. */
  post(message: ToEngine): void
  onMessage(listener: (message: ToStudio) => void): void
  onExit(listener: (exit: EngineExit) => void): void
  kill(): void
}

/**
 * An engine process on any channel. One that has reported its last is told that it was heard; before that it does not
 * end.
 */
export function engineOn(channel: EngineChannel): EngineProcess {
  let report: (report: Report) => void = () => undefined
  channel.onMessage(message => {
    if (message.type === 'leaving') channel.post({ type: 'farewell' })
    else report(message)
  })
  return {
    send: order => channel.post(order),
    onReport: listener => {
      report = listener
    },
    onExit: listener => channel.onExit(listener),
    kill: () => channel.kill()
  }
}

export type StartEngine = (program: string, environment: NodeJS.ProcessEnv) => EngineProcess

/** What every engine process gets: libtensorflow's own chatter is off, its errors are not. */
export const engineEnvironment = (): NodeJS.ProcessEnv => ({ TF_CPP_MIN_LOG_LEVEL: '3', ...process.env })

const kept = 4096

/** The last 4 KB of a text that comes in pieces. */
export function tail(): { add(piece: string): void; text(): string } {
  let text = ''
  return {
    add: piece => {
      text = (text + piece).slice(-kept)
    },
    text: () => text
  }
}

/** Plain Node: a forked child, typed arrays cloned as they are. */
export const forkEngine: StartEngine = (program, environment) => {
  const child = fork(program, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: environment,
    execArgv: [],
    windowsHide: true,
    // A group of its own: Ctrl-C in a terminal must reach the studio, which saves first, and not the engine.
    detached: process.platform !== 'win32'
  })
  const stderr = tail()
  child.stderr?.setEncoding('utf8').on('data', piece => stderr.add(String(piece)))
  return engineOn({
    // An engine that died between two orders is told of by onExit; the failed send adds nothing.
    post: message => {
      if (child.connected) child.send(message, () => undefined)
    },
    onMessage: listener => {
      child.on('message', message => listener(message as ToStudio))
    },
    onExit: listener => {
      let told = false
      const tell = (exit: EngineExit) => {
        if (!told) {
          told = true
          listener(exit)
        }
      }
      child.once('error', error =>
        tell({ code: null, signal: null, stderr: `${stderr.text()}\nIt could not be started: ${whyOf(error)}.` })
      )
      // close, not exit: by then stderr and every report have been read.
      child.once('close', (code, signal) => tell({ code, signal, stderr: stderr.text() }))
    },
    kill: () => {
      child.kill('SIGKILL')
    }
  })
}

/**
 * The engine's program: ATELIER_TRAINER, else beside the running bundle, else the built one of a source tree.
 * @throws StudioError engine, when there is none
 */
export function engineProgram(): string {
  const found = bundledProgram('trainer.js', process.env.ATELIER_TRAINER)
  if (!found)
    throw new StudioError(
      'engine',
      "The engine's program (out/main/trainer.js) is missing. Build Atelier again with `npm run build`."
    )
  return found
}

/** TensorFlow's information and warnings, said in passing, and the frames of a stack: not why a process ended. */
const chatter = /^([IW]\d{4} |WARNING: |\d{4}-\d\d-\d\d \S+ [IW] |\d+: |at |-{3,})/

const thrown = /^(Uncaught )?\w*Error( \[\w+\])?: /

/** Signals of the system itself for a program that has done what it must not. */
const crashes = ['SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGILL', 'SIGSEGV', 'SIGSYS', 'SIGTRAP']

/** How a process ended, in words, without a full stop. */
export function endingOf({ code, signal, stderr }: EngineExit): string {
  // Who is killed has no time for last words: what is there is about something else.
  if (signal === 'SIGKILL') return 'was killed (by the system when memory runs out, or by hand)'
  const how =
    signal === null
      ? `ended with status ${code ?? 'unknown'}`
      : crashes.includes(signal)
        ? `crashed (${signal})`
        : `was ended by ${signal}`
  const lines = stderr
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !chatter.test(line))
  // What JavaScript throws stands above its stack.
  const last = lines.findLast(line => thrown.test(line)) ?? lines.at(-1)
  if (!last) return how
  const why = whyIn(last)
  return why ? `${how}: ${why}` : `${how}; its last words: ${last.slice(-300).replace(/\.$/, '')}`
}
