/** Step 2: a Node of at least 24, which the native parts need; an older one is enough to get here. */
import { existsSync } from 'node:fs'
import { inRoot, platform } from '../lib/paths.mjs'
import { Problem } from '../lib/say.mjs'

const needed = 24

/**
 * The Node that everything after set-up runs on: this one if it will do, else the one among the packages.
 * @returns {string}
 */
export function findNode(version = process.versions.node) {
  if (Number.parseInt(version) >= needed) return process.execPath
  const packaged = packagedNode()
  if (packaged) return packaged
  throw new Problem(
    `Atelier needs Node.js ${needed} or newer; this is ${version}, and there is no packaged one ` +
      `for ${platform}. Install a newer one from nodejs.org and start again.`
  )
}

/** An optional dependency, so npm has it for some platforms only. */
export function packagedNode() {
  const name = platform.replace('win32', 'win')
  const file = inRoot('node_modules', `node-${name}`, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  return existsSync(file) ? file : undefined
}
