/** How long the threads of a served studio let others wait, measured in the studio itself. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface DelayProbe {
  /** What the studio is started with. */
  environment: NodeJS.ProcessEnv
  /** The longest that a turn of a thread has been late since `from`, as Date.now() tells it; milliseconds. */
  longestSince(from: number): number
}

/** Loaded into every thread before anything else; of the processes it is for the studio alone. */
const program = (folder: string): string => `
  const { appendFileSync } = require('node:fs')
  const { monitorEventLoopDelay } = require('node:perf_hooks')
  const { threadId } = require('node:worker_threads')
  if (process.argv[1]?.endsWith('serve.js')) {
    const delay = monitorEventLoopDelay({ resolution: 5 })
    delay.enable()
    const file = ${JSON.stringify(folder)} + '/' + process.pid + '-' + threadId
    setInterval(() => { appendFileSync(file, Date.now() + ' ' + delay.max / 1e6 + '\\n'); delay.reset() }, 50).unref()
  }`

/** @param folder for what is measured */
export function delayProbe(folder: string): DelayProbe {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'probe.cjs')
  writeFileSync(file, program(folder))
  return {
    environment: { NODE_OPTIONS: `--require ${JSON.stringify(file)}` },
    longestSince: from => {
      const lines = readdirSync(folder)
        .filter(name => !name.endsWith('.cjs'))
        .flatMap(name => readFileSync(join(folder, name), 'utf8').trim().split('\n'))
      const late = lines.map(line => line.split(' ').map(Number)).filter(([at = 0]) => at > from)
      // A thread that stands still writes nothing: what follows tells.
      return Math.max(0, ...late.map(([, milliseconds = 0]) => milliseconds))
    }
  }
}
