/**
 * `npm run bench`, or `atelier bench`: times one training step, ours and others', each in a process of its own, one at
 * a time in turns, so that what the machine does meanwhile falls on all alike. A table on stderr, one JSON document on
 * stdout.
 *
 *     npm run bench -- [--peers] [--python FILE] [--rounds 7] [--seconds 2] [--work NAME]… [--only CONTENDER]…
 *
 * --peers also times PyTorch, PyTorch compiled, Keras (also with oneDNN asked for) and JAX in a Python environment that
 *   is made on first use.
 * --only leaves the others out, by the names in the table: "compiled float32", torch, …
 */
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { onEnding, statusOf } from '../src/main/lib/signals'
import { lostWords, outliveStreams, toStdout } from '../src/main/lib/streams'
import { peerPython } from './python'
import { runWork, type WorkResult } from './rounds'
import { table } from './table'
import { works } from './works'

const { values } = parseArgs({
  options: {
    peers: { type: 'boolean', default: false },
    python: { type: 'string' },
    rounds: { type: 'string', default: '7' },
    seconds: { type: 'string', default: '2' },
    only: { type: 'string', multiple: true, default: [] },
    work: { type: 'string', multiple: true, default: Object.keys(works) }
  }
})
outliveStreams()
// Contenders end with the pipe between them and us.
onEnding(signal => process.exit(statusOf[signal]))
const unknown = values.work.find(name => !(name in works))
if (unknown !== undefined) {
  process.stderr.write(`There is no work "${unknown}". There is: ${Object.keys(works).join(', ')}.\n`)
  process.exit(2)
}
const python = values.python ?? (values.peers ? await peerPython() : null)
const results: WorkResult[] = []
for (const name of values.work) {
  const result = await runWork(name, {
    python,
    rounds: Number(values.rounds),
    seconds: Number(values.seconds),
    only: values.only
  })
  results.push(result)
  process.stderr.write(`\n${table(result)}\n`)
}
toStdout(
  `${JSON.stringify({ node: process.version, cpu: cpus()[0]?.model, cores: cpus().length, results }, null, 2)}\n`
)
const lost = await lostWords()
if (lost) {
  process.stderr.write(`${lost}\n`)
  process.exitCode = 1
}
