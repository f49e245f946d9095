/**
 * Reads spoilt files in a process of its own, so that a crash, a hang or memory without end is seen from outside.
 * `node child.mjs TARGET.ts`; told {files, seed, first, count, every} it answers {at}, {fault} and {done}.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runnerImport } from 'vite'

const {
  module: { default: target }
} = await runnerImport(process.argv[2], { logLevel: 'error' })
const {
  module: { mutated }
} = await runnerImport(join(import.meta.dirname, 'mutate.ts'), { logLevel: 'error' })
const send = message => new Promise(resolve => process.send(message, resolve))
const peak = () => process.resourceUsage().maxRSS * 1024

process.on('disconnect', () => process.exit(1))
process.on('message', async ({ files, seed, first, count, every }) => {
  const corpus = files.map(file => readFileSync(file))
  const tally = { read: 0, refused: 0 }
  // Before the first, so that whoever watches knows which one hangs.
  await send({ at: first, ...tally })
  const baseline = peak()
  for (let number = first, told = Date.now(); number < first + count; number++) {
    const spoilt = mutated(corpus, seed, number)
    const bytes = target.mend && number % 2 === 1 ? target.mend(spoilt) : spoilt
    if (every || Date.now() - told > 200) {
      told = Date.now()
      await send({ at: number, ...tally, peak: peak() - baseline, ...(every ? { bytes } : {}) })
    }
    try {
      tally[(await target.read(bytes)) === null ? 'refused' : 'read']++
    } catch (error) {
      await send({ fault: error instanceof Error ? error.stack : String(error), number, bytes })
      return send({ done: true, at: number, ...tally })
    }
    if (peak() - baseline > (target.memory ?? 256 * 2 ** 20)) {
      await send({ fault: `Reading it took ${Math.round((peak() - baseline) / 2 ** 20)} MB.`, number, bytes })
      return send({ done: true, at: number, ...tally })
    }
  }
  await send({ done: true, at: first + count, ...tally, peak: peak() - baseline })
})
