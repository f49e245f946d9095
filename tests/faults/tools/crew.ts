/**
 * Every process that a round starts, and whatever those start in turn: all carry a mark in their environment, so that
 * an orphan is found however far it has drifted from its parents. Reads /proc, so Linux only.
 */
import { type ChildProcess, spawn, type StdioOptions } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { within } from './wait'

const mark = 'ATELIER_FAULTS_ROUND'

export interface Ended {
  status: number | null
  signal: NodeJS.Signals | null
}

export interface Started {
  readonly pid: number
  readonly child: ChildProcess
  /** What it has written so far. */
  stdout(): string
  stderr(): string
  /** The JSON documents among its lines. */
  events(): Record<string, unknown>[]
  onLine(listener: (line: string) => void): void
  /** Once it is gone and everything it wrote has been read. */
  readonly ended: Promise<Ended>
  running(): boolean
  signal(signal: NodeJS.Signals): void
}

export interface StartOptions {
  env?: NodeJS.ProcessEnv
  cwd?: string
  stdio?: StdioOptions
  detached?: boolean
}

export class Crew {
  private readonly id = randomUUID()

  constructor(private readonly environment: NodeJS.ProcessEnv) {}

  start(
    program: string,
    words: readonly string[],
    { env = {}, cwd, stdio, detached = false }: StartOptions = {}
  ): Started {
    const child = spawn(program, words, {
      cwd,
      detached,
      stdio: stdio ?? ['ignore', 'pipe', 'pipe'],
      env: { ...this.environment, ...env, [mark]: this.id }
    })
    return watched(child)
  }

  /** Living processes that carry the mark, by id. */
  members(): Member[] {
    return readdirSync('/proc')
      .filter(name => /^\d+$/.test(name))
      .flatMap(name => {
        const found = member(Number(name), `${mark}=${this.id}`)
        return found ? [found] : []
      })
  }

  /** @returns those still there after so many milliseconds */
  async left(limit: number): Promise<Member[]> {
    await within(limit, () => this.members().length === 0, 100)
    return this.members()
  }

  /** Ends whatever is left, by id. */
  async end(): Promise<void> {
    await within(10_000, () => {
      for (const { pid } of this.members()) kill(pid, 'SIGKILL')
      return this.members().length === 0
    })
  }
}

export interface Member {
  pid: number
  parent: number
  command: string
}

function member(pid: number, wanted: string): Member | null {
  try {
    if (!readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(wanted)) return null
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (state === 'Z' || state === 'X') return null
    return {
      pid,
      parent: Number(parent),
      command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
    }
  } catch {
    return null
  }
}

/** @returns whether there was such a process */
export function kill(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal)
    return true
  } catch {
    return false
  }
}

function watched(child: ChildProcess): Started {
  let stdout = '',
    stderr = ''
  const listeners: ((line: string) => void)[] = []
  const lines: string[] = []
  if (child.stdout) {
    createInterface({ input: child.stdout }).on('line', line => {
      stdout += `${line}\n`
      lines.push(line)
      for (const listener of listeners) listener(line)
    })
  }
  child.stderr?.setEncoding('utf8').on('data', piece => {
    stderr += String(piece)
  })
  const ended = new Promise<Ended>(done => {
    child.once('error', error => {
      stderr += error.message
      done({ status: 127, signal: null })
    })
    child.once('close', (status, signal) => done({ status, signal }))
  })
  return {
    pid: child.pid ?? 0,
    child,
    ended,
    stdout: () => stdout,
    stderr: () => stderr,
    events: () =>
      lines.flatMap(line => {
        try {
          return [JSON.parse(line) as Record<string, unknown>]
        } catch {
          return []
        }
      }),
    onLine: listener => {
      listeners.push(listener)
    },
    running: () => child.exitCode === null && child.signalCode === null,
    signal: signal => {
      child.kill(signal)
    }
  }
}
