/** Spoils a corpus and lets a reader read it, in a process that is watched. */
import { fork } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'

export interface Plan {
  /** The target's file. */
  target: string
  /** The corpus's files. */
  files: readonly string[]
  seed: number
  /** Ends after so many cases, or so many seconds where that is sooner. */
  cases: number
  seconds: number
  /** One case may take so long. */
  patience: number
}

export interface Outcome {
  cases: number
  read: number
  refused: number
  /** Bytes, the most beyond what the process took at its start. */
  peak: number
  fault: Fault | null
}

/** What went wrong with which case; `file` has its bytes. */
export interface Fault {
  number: number
  why: string
  file: string | null
}

interface Message {
  at?: number
  read?: number
  refused?: number
  peak?: number
  done?: boolean
  fault?: string
  number?: number
  bytes?: Uint8Array
}

const program = join(import.meta.dirname, 'child.mjs')
const found = join(import.meta.dirname, '../../../test-results/fuzz')
/** Cases of one process: what one leaves behind is not taken for the next one's. */
const atOnce = 20_000
/** Seconds until a reader is loaded, at most. */
const loading = 30

export async function attack(plan: Plan): Promise<Outcome> {
  const outcome: Outcome = { cases: 0, read: 0, refused: 0, peak: 0, fault: null }
  const end = Date.now() + 1000 * plan.seconds
  while (outcome.fault === null && outcome.cases < plan.cases && Date.now() < end) {
    const some = await round(plan, outcome.cases, Math.min(atOnce, plan.cases - outcome.cases), end - Date.now())
    outcome.cases += some.cases
    outcome.read += some.read
    outcome.refused += some.refused
    outcome.peak = Math.max(outcome.peak, some.peak)
    outcome.fault = some.fault
    if (some.cases === 0 && some.fault === null) break
  }
  // Where a hang or a crash was is known roughly: once more, with a word before every case.
  if (outcome.fault?.file === null) outcome.fault = await narrow(plan, outcome.fault)
  return outcome
}

async function narrow(plan: Plan, { number, why }: Fault): Promise<Fault> {
  const { fault } = await round(plan, number, atOnce, 60_000, true)
  if (!fault) return { number, why: `${why} It did not happen again.`, file: null }
  return fault
}

function keep(plan: Plan, number: number, bytes: Uint8Array): string {
  const file = join(found, `${basename(plan.target, '.ts')}-${plan.seed}-${number}`)
  mkdirSync(found, { recursive: true })
  writeFileSync(file, bytes)
  return file
}

/** One process; it ends after `milliseconds`, or when nothing is heard of it for too long. */
function round(plan: Plan, first: number, count: number, milliseconds: number, every = false): Promise<Outcome> {
  const child = fork(program, [plan.target], {
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    execArgv: ['--max-old-space-size=1024']
  })
  const last: { at: number; read: number; refused: number; peak: number; bytes?: Uint8Array } = {
    at: first,
    read: 0,
    refused: 0,
    peak: 0
  }
  const began = Date.now()
  let words = '',
    heard = began,
    loaded = false,
    ended = false
  let fault: Fault | null = null
  const died = (why: string): Fault => ({
    number: last.at,
    why,
    file: last.bytes ? keep(plan, last.at, last.bytes) : null
  })
  const end = (): void => {
    ended = true
    child.kill('SIGKILL')
  }
  child.stderr?.setEncoding('utf8').on('data', (piece: string) => {
    words = (words + piece).slice(-2000)
  })
  child.on('message', ({ fault: why, number = first, done, ...message }: Message) => {
    heard = Date.now()
    loaded = true
    Object.assign(last, message)
    if (why !== undefined) fault = { number, why, file: message.bytes ? keep(plan, number, message.bytes) : null }
    if (done) end()
  })
  const watch = setInterval(() => {
    const silent = Date.now() - heard > 1000 * (plan.patience + (loaded ? 0 : loading))
    if (silent) fault ??= died(`It was not read within ${plan.patience} seconds.`)
    if (silent || (Date.now() - began > milliseconds && last.at > first)) end()
  }, 100)
  child.send({ files: plan.files, seed: plan.seed, first, count, every })
  return new Promise(resolve => {
    child.once('close', (code, signal) => {
      clearInterval(watch)
      if (!ended) fault ??= died(`The reader's process ended with ${signal ?? code}. ${words}`)
      resolve({ cases: last.at - first, read: last.read, refused: last.refused, peak: last.peak, fault })
    })
  })
}

/** A corpus's files, in their order; `answers.json` is none of them. */
export const corpusOf = (folder: string): string[] =>
  readdirSync(folder)
    .filter(name => name !== 'answers.json')
    .sort()
    .map(name => join(folder, name))
