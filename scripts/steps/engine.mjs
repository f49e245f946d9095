/** Steps 3 to 5 together, and how to tell in a moment that they are done. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { bindingFile, inRoot, stamps, tfjs } from '../lib/paths.mjs'
import { hashOf, isStamped, stamp, unstamp } from '../lib/stamp.mjs'
import { binding } from './binding.mjs'
import { cudaWanted } from './cuda.mjs'
import { smoke } from './smoke.mjs'
import { libraries, place, tensorflow } from './tensorflow.mjs'

const done = join(stamps, 'engine')
/** What was asked for, with which scripts: a change of either goes through the steps again. */
const wish = () => hashOf([inRoot('scripts', 'native.json'), inRoot('scripts', 'steps')], [process.env.ATELIER_TENSORFLOW ?? '', String(cudaWanted())])

/** Links are followed here, so a cache that was removed is noticed. */
export const engineReady = () => existsSync(bindingFile) && libraries.every(name => existsSync(join(tfjs, 'deps', 'lib', name))) && isStamped(done, wish())

/** @param {string} node */
export async function engine(node) {
  if (engineReady()) return
  unstamp(done)
  const { folder, version } = await tensorflow()
  place(folder)
  await binding(version)
  await smoke(version, node)
  stamp(done, wish())
}

