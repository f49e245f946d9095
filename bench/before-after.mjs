/**
 * Two built trees step by step against each other: the same work in a process of each, in short turns, so that what
 * the machine does meanwhile falls on both. For every round the ratio of after to before, of time on the clock and of
 * time of processors (Linux), which a busy machine spoils less; their medians are what counts.
 *
 *     node bench/before-after.mjs BEFORE AFTER [--work NAME]… [--rounds 15] [--seconds 1]
 *
 * BEFORE and AFTER are folders of trees with an `out`, e.g. worktrees after `npm run build`.
 */
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    work: { type: 'string', multiple: true, default: ['dcgan-28', 'dcgan-64', 'mlp-simple', 'small-data'] },
    rounds: { type: 'string', default: '15' },
    seconds: { type: 'string', default: '1' }
  }
})
const [before = '', after = ''] = positionals
/** @param {number[]} list */
const median = list => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]

/** Milliseconds that all threads of a process have run. @param {number | undefined} pid */
const processorTime = pid =>
  process.platform === 'linux'
    ? readdirSync(`/proc/${pid}/task`).reduce(
        (sum, task) => sum + Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]) / 1e6,
        0
      )
    : Number.NaN

/** @param {string} tree @param {string} work */
async function contender(tree, work) {
  const program = join(tree, 'out', 'main', 'contender.js')
  const child = spawn(process.execPath, [program, 'compiled', work, 'float32'], { stdio: ['pipe', 'pipe', 'ignore'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const answer = async () => {
    const { value, done } = await lines.next()
    if (done) throw new Error(`${tree} ended before it had answered.`)
    return JSON.parse(value)
  }
  await answer()
  return {
    end: () => child.kill(),
    turn: async () => {
      const began = processorTime(child.pid)
      child.stdin.write(`${values.seconds}\n`)
      const { ms, steps } = await answer()
      return { clock: Number(ms), processor: (processorTime(child.pid) - began) / Number(steps) }
    }
  }
}

for (const work of values.work) {
  const both = [await contender(before, work), await contender(after, work)]
  /** @type {{ clock: number, processor: number }[][]} */
  const rounds = []
  for (let round = 0; round < Number(values.rounds); round++) {
    // Whoever is first in one round is second in the next.
    const order = round % 2 === 0 ? [0, 1] : [1, 0]
    /** @type {{ clock: number, processor: number }[]} */
    const times = []
    for (const which of order) times[which] = await both[which].turn()
    rounds.push(times)
  }
  for (const { end } of both) end()
  /** @param {'clock' | 'processor'} of */
  const words = of => {
    const [a, b] = [0, 1].map(which => median(rounds.map(times => times[which][of])).toFixed(2))
    return `${of} ${a} → ${b} ms per step, median of ratios ${median(rounds.map(([x, y]) => y[of] / x[of])).toFixed(3)}`
  }
  console.log(`${work}: ${words('clock')}; ${words('processor')}`)
}
