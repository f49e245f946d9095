/**
 * One of ours, as a process of its own like the peers: says when it is warm, then for every line on stdin runs for
 * that many seconds, and on until lazy phases have had their turn, and prints {"ms": milliseconds a step, "steps": n}.
 *
 *     node contender.js compiled|eager|webgpu|wasm WORK float32|bfloat16|float16 [KEY=VALUE of the model's settings]…
 */
import { createInterface } from 'node:readline'
import { openEngine } from '../src/main/engine/engines'
import { plainOps } from '../src/main/tensors/ops-plain'
import { interpret } from '../src/main/tensors/program'
import { precisionOf } from '../src/main/engine/step/options'
import { isEngineName } from '../src/main/engine/protocol'
import { threadEnvironment } from '../src/main/engine/threads'
import { findModel } from '../src/main/models'
import { completeSettings } from '../src/main/models/definition'
import { flopsPerStep } from './flops'
import { build, inputs, period } from './work'
import { works } from './works'

const [how = '', name, precision, ...changes] = process.argv.slice(2)
const known = works[name ?? '']
if (!known) throw new Error(`Work is one of ${Object.keys(works).join(', ')}.`)
const work = {
  ...known,
  settings: {
    ...known.settings,
    ...Object.fromEntries(
      changes.map(change => {
        const [key = '', value] = change.split('=')
        return [key, value === 'true' ? true : Number(value)]
      })
    )
  }
}
const model = findModel(work.model)
if (how === 'compiled') Object.assign(process.env, threadEnvironment(model, completeSettings(model, work.settings)))
// The library loads here, with its threads decided.
const engine = await openEngine(isEngineName(how) ? how : 'tensorflow')
if (!engine.precisions.includes(precision ?? 'float32')) {
  process.stderr.write(`this processor is not made for ${precision}\n`)
  process.exit(1)
}
const built = build(work, precisionOf({ precision: precision ?? 'float32' }), how === 'eager' ? plainOps : undefined)
const program = how === 'eager' ? interpret(built.definition) : await engine.compile(built.definition)
let step = 0
const run = () => program.run('step', inputs(work, step++))
const together = period(work)
for (let i = 0; i < Math.max(5, together); i++) await run()
console.log(
  JSON.stringify({
    ready: how,
    [engine.name]: engine.version,
    device: engine.device,
    flop: flopsPerStep(model, built, work.batchSize, completeSettings(model, work.settings))
  })
)
for await (const line of createInterface({ input: process.stdin })) {
  const began = performance.now()
  let steps = 0
  while (performance.now() - began < Number(line) * 1000 || steps < 3 || steps % together !== 0) {
    await run()
    steps++
  }
  console.log(JSON.stringify({ ms: (performance.now() - began) / steps, steps }))
}
process.exit(0)
