/** A studio for the time of one command, its events within reach, and Ctrl-C in good order. */
import { randomUUID } from 'node:crypto'
import { StudioError } from '../../shared/errors'
import type { Handlers } from '../../shared/ipc'
import { endBy, type Ending, onEnding, statusOf } from '../lib/signals'
import { quoted } from '../store/workspace/repair-word'
import { createStudio, type Studio } from '../studio'
import { heard, type Hear } from '../studio/heard'
import { troubleOf } from '../studio/trouble'
import { workspaceFolder } from '../studio/workspace'
import { Output } from './output'
import { ProgressLine } from './progress'

export interface GlobalOptions {
  workspace?: string
  engine?: string
  json?: boolean
  /** The command only looks: nothing is tidied, see StudioOptions. */
  reads?: boolean
}

export interface Session {
  handlers: Handlers
  store: Studio['store']
  streamExport: Studio['streamExport']
  output: Output
  progress: ProgressLine
  on: Hear
  /** A command as it is typed next: for the workspace that was named, and not the usual one. */
  command: (words: string) => string
  /**
   * What Ctrl-C does from now on, instead of ending the command: at most once, a second one ends at once.
   * @param patience how long the command may go on then, ms
   */
  onInterrupt: (work: () => void, patience?: number) => void
  /** Ctrl-C was heard: nothing new is begun. */
  interrupted: () => boolean
}

/** Ended by a signal, after saving. */
export class Interrupted extends Error {
  constructor() {
    super('Interrupted.')
  }
}

/**
 * A request that takes a job: its progress is shown, and Ctrl-C cancels it, also where it came since the last job
 * ended.
 * @throws StudioError cancelled
 */
export async function asJob<T>(
  { handlers, onInterrupt, interrupted, progress }: Session,
  ask: (job: string) => Promise<T>
): Promise<T> {
  if (interrupted()) throw new StudioError('cancelled', 'Cancelled.')
  const job = randomUUID()
  onInterrupt(() => void handlers.cancelJob({ job }))
  try {
    return await ask(job)
  } finally {
    progress.clear()
  }
}

/** Waits for an end that nothing else keeps the process for: a run or sweep may only wait for its turn. */
export async function staying<T>(ended: Promise<T>): Promise<T> {
  const alive = setInterval(() => undefined, 60_000)
  return await ended.finally(() => clearInterval(alive))
}

/** Longer than an engine is given to save, ms: one that does not end is killed, and its run has its status. */
export const stopPatience = 75_000

/** What Ctrl-C and its like do, and which of them came. */
interface Interruption {
  interrupt: { work: () => void; patience: number } | null
  caught: Ending | null
}

function listenForEndings(progress: ProgressLine): Interruption {
  const interruption: Interruption = { interrupt: null, caught: null }
  onEnding(signal => {
    const { caught: before, interrupt } = interruption
    const end = (): void => {
      progress.clear()
      endBy(signal)
    }
    // A terminal that closes says so more than once, and has nobody who is tired of waiting.
    if (before && signal === 'SIGHUP') return
    interruption.caught = signal
    if (!interrupt || (before && before !== 'SIGHUP')) return end()
    if (before) return
    interrupt.work()
    setTimeout(end, interrupt.patience).unref()
  })
  return interruption
}

/** Runs one command. Sets the process's exit status; never rejects. */
export async function withStudio(options: GlobalOptions, work: (session: Session) => Promise<void>): Promise<void> {
  const output = new Output(options.json === true)
  const progress = new ProgressLine()
  const { emit, hear } = heard(() => undefined)
  const interruption = listenForEndings(progress)

  let studio: Studio | null = null
  try {
    studio = createStudio({
      workspace: workspaceFolder(options.workspace),
      engine: options.engine,
      reads: options.reads,
      host: { kind: 'browser', program: 'command-line' },
      emit
    })
    const trouble = troubleOf(studio.store)
    for (const sentence of [...studio.store.opening, ...(trouble ? [trouble] : [])]) output.aside(sentence)
    const session: Session = {
      handlers: studio.handlers,
      store: studio.store,
      streamExport: studio.streamExport,
      output,
      progress,
      on: hear,
      command: words =>
        `atelier ${words}${options.workspace ? ` --workspace ${quoted(workspaceFolder(options.workspace))}` : ''}`,
      onInterrupt: (work, patience = 5_000) => {
        interruption.interrupt = { work, patience }
      },
      interrupted: () => interruption.caught !== null
    }
    session.on('progress', ({ label, done, total, secondsLeft, unit }) =>
      progress.show(label, done, total, secondsLeft, '', unit)
    )
    session.on('notice', ({ level, message }) => {
      // Errors end the command and are said there, once.
      if (level !== 'error') {
        progress.clear()
        output.aside(message)
      }
    })
    await work(session)
  } catch (error) {
    progress.clear()
    process.exitCode =
      error instanceof Interrupted || interruption.caught
        ? statusOf[interruption.caught ?? 'SIGINT']
        : output.fail(error)
  } finally {
    progress.clear()
    await studio?.close()
  }
}
