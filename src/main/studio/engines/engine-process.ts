/** An engine process from the studio's side: orders in, reports out, and what it said last when it died. */
import { StudioError } from '../../../shared/errors'
import { parsed } from '../../engine/calls/parsed'
import { protocolVersion, type Order, type Report, type ToEngine, type ToStudio } from '../../engine/protocol'
import { report as reportSchema } from '../../engine/reports'
import { whyIn } from '../../lib/failures'
import type { ProcessExit, StartProcess } from '../processes/child'
import { bundledProgram } from '../../lib/bundled-program'

/**
 * Listeners are set once, before the first order. `onExit` is called exactly once, also when it could not be started.
 */
export interface EngineProcess {
  send(order: Order): void
  onReport(listener: (report: Report) => void): void
  onExit(listener: (exit: ProcessExit) => void): void
  kill(): void
}

/** Starts an engine. One that has reported its last is told that it was heard; before that it does not end. */
export function startEngine(start: StartProcess, program: string, environment: NodeJS.ProcessEnv): EngineProcess {
  const child = start({ name: 'Atelier engine', program, environment })
  const post = (message: ToEngine): void => child.send(message)
  let report: (report: Report) => void = () => undefined
  child.onMessage(received => {
    const message = received as ToStudio
    if (message.type === 'leaving') return post({ type: 'farewell' })
    try {
      report(parsed(reportSchema, message, `The engine reported something else than was agreed on (${message.type})`))
    } catch (error) {
      if (!(error instanceof StudioError)) throw error
      report({ type: 'error', code: error.code, message: error.message })
    }
  })
  return {
    send: order => post({ ...order, protocol: protocolVersion }),
    onReport: listener => {
      report = listener
    },
    onExit: listener => child.onExit(listener),
    kill: () => child.kill()
  }
}

/** What every engine process gets: libtensorflow's own chatter is off, its errors are not. */
export const engineEnvironment = (): NodeJS.ProcessEnv => ({ TF_CPP_MIN_LOG_LEVEL: '3', ...process.env })

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
export function endingOf({ code, signal, stderr, how: known }: ProcessExit): string {
  if (known) return known
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
