/** Starts the contenders of one work, lets them run in turns, and collects what they report. */
import { spawn, type ChildProcess } from 'node:child_process'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { bundledProgram } from '../src/main/lib/bundled-program'

export interface Row {
  name: string
  minimum: number
  median: number
  gflops: number
}
export interface WorkResult {
  work: string
  rounds: number
  flop: number
  rows: Row[]
  /** Best rate of each kernel over the rounds, GFLOP/s. */
  rates: Record<string, number>
  /** Contenders that could not run, and why. */
  failed: Record<string, string>
}

/** A process that answers a line on its stdin with a line on its stdout. */
export class Contender {
  readonly times: number[] = []
  readonly #lines: AsyncIterator<string>
  #error = ''

  constructor(
    readonly name: string,
    readonly child: ChildProcess
  ) {
    if (!child.stdout) throw new Error('A contender talks on its stdout.')
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    child.stderr?.on('data', (data: Buffer) => {
      this.#error = `${this.#error}${data}`.slice(-400)
    })
  }

  async answer(): Promise<Record<string, unknown>> {
    const { value, done } = await this.#lines.next()
    if (done) throw new Error(this.#error.trim().split('\n').at(-1) ?? 'it ended')
    return JSON.parse(value) as Record<string, unknown>
  }

  async turn(seconds: number): Promise<Record<string, unknown>> {
    this.child.stdin?.write(`${seconds}\n`)
    return this.answer()
  }
}

/** Folder of the built programs; this file may have become part of one that lies elsewhere. */
const here = dirname(bundledProgram('contender.js', undefined) ?? import.meta.filename)
export const ours = (program: string, args: string[], env: Record<string, string> = {}): ChildProcess =>
  spawn(process.execPath, [join(here, `${program}.js`), ...args], { stdio: 'pipe', env: { ...process.env, ...env } })
/** As the compiled step has it for convolutions: the limit is what the library reaches at its best. */
const oneDnn = { TF_ENABLE_ONEDNN_OPTS: '1' }
export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

/**
 * @param only names of the contenders that take part; all where it is empty. What takes a minute to warm up and is not
 *   asked about can stay away.
 */
export async function runWork(
  work: string,
  { python, rounds, seconds, only = [] }: { python: string | null; rounds: number; seconds: number; only?: string[] }
): Promise<WorkResult> {
  const peers = join(here, '..', '..', 'bench', 'peers.py')
  const all: [string, () => ChildProcess][] = [
    ['compiled float32', () => ours('contender', ['compiled', work, 'float32'])],
    ['compiled bfloat16', () => ours('contender', ['compiled', work, 'bfloat16'])],
    ['tfjs-node eager', () => ours('contender', ['eager', work, 'float32'])],
    ...(python === null
      ? []
      : ['torch', 'torch-compile', 'keras', 'keras-onednn', 'jax'].map((name): [string, () => ChildProcess] => [
          name,
          () => spawn(python, [peers, name, work], { stdio: 'pipe' })
        ]))
  ]
  const unknown = only.find(name => !all.some(([known]) => known === name))
  if (unknown !== undefined) {
    throw new Error(`There is no contender "${unknown}" here. There is: ${all.map(([name]) => name).join(', ')}.`)
  }
  const starts = all.filter(([name]) => only.length === 0 || only.includes(name))
  const failed: Record<string, string> = {}
  const contenders: Contender[] = []
  const rates: Record<string, number> = {}
  let flop = 0
  const measure = new Contender('rates', ours('rates', [work], oneDnn))
  try {
    await measure.answer()
    // Warmed up one after another: each has the machine to itself.
    for (const [name, start] of starts) {
      const contender = new Contender(name, start())
      try {
        const ready = await contender.answer()
        if (typeof ready.flop === 'number') flop = ready.flop
        contenders.push(contender)
      } catch (cause) {
        failed[name] = cause instanceof Error ? cause.message : String(cause)
        contender.child.kill()
      }
    }
    for (let round = 0; round < rounds; round++) {
      for (const contender of contenders) contender.times.push(Number((await contender.turn(seconds)).ms))
      const { rates: now } = (await measure.turn(seconds)) as { rates: Record<string, number> }
      for (const [name, rate] of Object.entries(now)) rates[name] = Math.max(rates[name] ?? 0, rate)
      process.stderr.write(`\r${work}: round ${round + 1} of ${rounds}`)
    }
  } finally {
    for (const { child } of [measure, ...contenders]) child.kill()
  }
  return {
    work,
    rounds,
    flop,
    rates,
    failed,
    rows: contenders.map(({ name, times }) => {
      const middle = median(times)
      return { name, minimum: Math.min(...times), median: middle, gflops: flop / middle / 1e6 }
    })
  }
}
