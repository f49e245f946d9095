/** Step 5: does the native library load here? Asked of a child, since the answer may be a crash. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { bindingFile, cacheFolder, stamps } from '../lib/paths.mjs'
import { run } from '../lib/processes.mjs'
import { Problem } from '../lib/say.mjs'
import { hashOf, isStamped, stamp } from '../lib/stamp.mjs'

const done = join(stamps, 'smoke')
const question = `
const binding = require(${JSON.stringify(bindingFile)})
binding.createTensor([1], binding.TF_FLOAT, new Float32Array([1]))
console.log('TensorFlow', binding.TF_Version)`

/** @param {string} version of TensorFlow, with its variant @param {string} node */
export async function smoke(version, node) {
  const key = hashOf([bindingFile], [version, node, process.versions.node])
  if (isStamped(done, key)) return
  const { status, signal, output } = await run(node, ['-e', question], {
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' },
    limit: 120_000
  })
  if (status === 0 && output.includes('TensorFlow ')) return stamp(done, key)
  if (signal === 'SIGILL')
    throw new Problem(
      "TensorFlow crashed on its first instruction: this processor lacks AVX, which TensorFlow's builds need. " +
        'Use another machine, or set ATELIER_TENSORFLOW to a TensorFlow built for this one.'
    )
  const words =
    output
      .trim()
      .split('\n')
      .filter(line => /error|cannot|not found|undefined/i.test(line))
      .slice(0, 2)
      .join('\n') || (signal ? `It was ended by ${signal}.` : output.trim().slice(-400))
  throw new Problem(
    `TensorFlow's library does not load on this machine. ` +
      `Remove ${existsSync(cacheFolder()) ? cacheFolder() : 'the cache folder'} to have it fetched anew, or ` +
      `set ATELIER_TENSORFLOW to another one.\n${words}`
  )
}
