/** Steps 3 to 5 together, and how to tell in a moment that they are done. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { bindingFile, inRoot, platform, stamps, tfjs } from '../lib/paths.mjs'
import { say } from '../lib/say.mjs'
import { hashOf, isStamped, stamp, unstamp } from '../lib/stamp.mjs'
import { binding } from './binding.mjs'
import { cudaWanted } from './cuda.mjs'
import { smoke } from './smoke.mjs'
import { hasNative, libraries, place, tensorflow } from './tensorflow.mjs'

const done = join(stamps, 'engine')
/** What was asked for, with which scripts: a change of either goes through the steps again. */
const wish = () =>
  hashOf(
    [inRoot('scripts', 'native.json'), inRoot('scripts', 'steps')],
    [process.env.ATELIER_TENSORFLOW ?? '', String(cudaWanted())]
  )

/** Links are followed here, so a cache that was removed is noticed. */
const isPlaced = () => existsSync(bindingFile) && libraries.every(name => existsSync(join(tfjs, 'deps', 'lib', name)))

export const engineReady = () => isStamped(done, wish()) && (!hasNative() || isPlaced())

/** @param {string} node */
export async function engine(node) {
  if (engineReady()) return
  unstamp(done)
  if (!hasNative()) {
    say(`${withoutNative()} Training runs on WebGPU, or on WebAssembly where there is no GPU.`)
    return stamp(done, wish())
  }
  const { folder, version } = await tensorflow()
  place(folder)
  await binding(version)
  await smoke(version, node)
  stamp(done, wish())
}

/** Why there is no native library here, and what would change that. */
export function withoutNative(os = process.platform, name = platform) {
  if (os === 'win32')
    return 'TensorFlow for Windows cannot be loaded by Node; inside WSL 2 `npm start` fetches the Linux one.'
  if (os === 'darwin') return 'TensorFlow is no longer made for Macs with an Intel processor.'
  return (
    `There is no TensorFlow library for ${name}; ATELIER_TENSORFLOW can name a folder with lib/ and include/ ` +
    'of one.'
  )
}
