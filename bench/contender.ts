/**
 * One of ours, as a process of its own like the peers: says when it is warm, then for every line on stdin runs for
 * that many seconds and prints {"ms": milliseconds a step, "steps": n}.
 *
 *     node contender.js compiled|eager WORK float32|bfloat16
 */
import { createInterface } from 'node:readline'
import { findModel } from '../src/main/models'
import { completeSettings } from '../src/main/models/definition'
import { threadEnvironment } from '../src/main/engine/threads'
import { works } from './works'

const [how, name, precision] = process.argv.slice(2)
const work = works[name ?? '']
if (!work) throw new Error(`Work is one of ${Object.keys(works).join(', ')}.`)
const model = findModel(work.model)
if (how === 'compiled') Object.assign(process.env, threadEnvironment(model, completeSettings(model, work.settings)))
// TensorFlow loads here, with its threads decided.
const [{ openEngine }, { plainOps }, { native }, { compile, interpret }, { tf }, { flopsPerStep }, { build, inputs }] = await Promise.all([
  import('../src/main/engine/engines'), import('../src/main/engine/ops-plain'), import('../src/main/engine/tensorflow/binding'), import('../src/main/engine/tensorflow/program'),
  import('../src/main/engine/tensorflow/tf'), import('./flops'), import('./work')
])
await openEngine('tensorflow')
const gan = build(work, precision === 'bfloat16' ? 'bfloat16' : 'float32', how === 'eager' ? plainOps(tf) : undefined)
const program = how === 'eager' ? interpret(gan.definition) : compile(gan.definition)
let step = 0
const run = () => program.run('step', inputs(work, step++))
for (let i = 0; i < 5; i++) run()
console.log(JSON.stringify({ ready: how, tensorflow: native.TF_Version, flop: flopsPerStep(gan, work.batchSize) }))
for await (const line of createInterface({ input: process.stdin })) {
  const began = performance.now()
  let steps = 0
  while (performance.now() - began < Number(line) * 1000 || steps < 3) { run(); steps++ }
  console.log(JSON.stringify({ ms: (performance.now() - began) / steps, steps }))
}
process.exit(0)
