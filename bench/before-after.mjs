/**
 * Two built trees step by step against each other: the same work in a process of each, in short turns, so that what
 * the machine does meanwhile falls on both. For every round the ratio of after to before; their median is what counts.
 *
 *     node bench/before-after.mjs BEFORE AFTER [--work NAME]… [--rounds 15] [--seconds 1]
 *
 * BEFORE and AFTER are folders of trees with an `out`, e.g. worktrees after `npm run build`.
 */
import { spawn } from 'node:child_process'
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
      child.stdin.write(`${values.seconds}\n`)
      return Number((await answer()).ms)
    }
  }
}

for (const work of values.work) {
  const both = [await contender(before, work), await contender(after, work)]
  /** @type {number[][]} */
  const rounds = []
  for (let round = 0; round < Number(values.rounds); round++) {
    // Whoever is first in one round is second in the next.
    const order = round % 2 === 0 ? [0, 1] : [1, 0]
    const times = [0, 0]
    for (const which of order) times[which] = await both[which].turn()
    rounds.push(times)
  }
  for (const { end } of both) end()
  const column = which => median(rounds.map(times => times[which])).toFixed(2)
  const ratio = median(rounds.map(([a, b]) => b / a)).toFixed(3)
  console.log(`${work}: before ${column(0)} ms, after ${column(1)} ms a step, median of ratios ${ratio}`)
}
