/**
 * Times one training step, ours against stock tfjs-node run op by op, in alternating rounds of one process.
 * Prints a table on stderr and one JSON document on stdout.
 */
import { cpus } from 'node:os'
import { native } from '../src/main/engine/tensorflow/binding'
import { compile, interpret, type Program } from '../src/main/engine/tensorflow/program'
import { plainOps } from '../src/main/engine/ops-plain'
import { tf } from '../src/main/engine/tensorflow/tf'
import { build, inputs, works, type Work } from './work'

const rounds = Number(process.argv[2] ?? 7)
/** How long one contender runs in one round, milliseconds. */
const slice = 1000

interface Contender { name: string; program: Program; step: number; times: number[]; cpu: number[] }

function round(work: Work, contender: Contender): void {
  const began = performance.now()
  const used = process.cpuUsage()
  let steps = 0
  while (performance.now() - began < slice || steps < 3) {
    contender.program.run('step', inputs(work, contender.step++))
    steps++
  }
  const { user, system } = process.cpuUsage(used)
  contender.cpu.push((user + system) / 1000 / steps)
  contender.times.push((performance.now() - began) / steps)
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

const results = Object.entries(works).map(([name, work]) => {
  const contenders: Contender[] = [
    ['compiled float32', compile(build(work, 'float32').definition)] as const,
    ['compiled bfloat16', compile(build(work, 'bfloat16').definition)] as const,
    ['tfjs-node eager', interpret(build(work, 'float32', plainOps(tf)).definition)] as const
  ].map(([contender, program]) => ({ name: contender, program, step: 0, times: [], cpu: [] }))
  // The first calls optimise the graph.
  for (const { program } of contenders) for (let i = 0; i < 3; i++) program.run('step', inputs(work, i))
  for (let i = 0; i < rounds; i++) for (const contender of contenders) round(work, contender)
  const rows = contenders.map(contender => ({ name: contender.name, minimum: Math.min(...contender.times), median: median(contender.times), cpu: median(contender.cpu) }))
  const stock = rows.at(-1)?.median ?? Number.NaN
  process.stderr.write(`\n${name}\n${rows.map(row => `  ${row.name.padEnd(20)} ${row.minimum.toFixed(2).padStart(8)} min ${row.median.toFixed(2).padStart(8)} median ms/step ${row.cpu.toFixed(2).padStart(8)} of processor   ${(row.median / stock).toFixed(2)} of stock`).join('\n')}\n`)
  for (const { program } of contenders) program.dispose()
  return { work: name, rounds, rows }
})
process.stdout.write(`${JSON.stringify({ tensorflow: native.TF_Version, node: process.version, cpu: cpus()[0]?.model, cores: cpus().length, results }, null, 2)}\n`)
