/**
 * Set-up: everything between a fresh clone and a running studio. Each step looks first whether it is done, so a second
 * start costs moments, and one broken off goes on where it stopped. Runs on any Node from 20.20, with built-ins only.
 *
 *   1 packages    node_modules as locked            4 binding   TensorFlow for Node, compiled
 *   2 node        24 or newer for what follows      5 smoke     does it load?
 *   3 tensorflow  its C library, in a shared cache  6 build     the studio, into out/
 */
import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { withLock } from './lib/lock.mjs'
import { inRoot } from './lib/paths.mjs'
import { breakable, environment, run } from './lib/processes.mjs'
import { main, say } from './lib/say.mjs'
import { build as buildStep, buildReady } from './steps/build.mjs'
import { engineReady } from './steps/engine.mjs'
import { findNode } from './steps/node.mjs'
import { packages, packagesReady } from './steps/packages.mjs'

/**
 * Does what is missing. Silent when nothing is.
 * @param {{ build?: boolean }} [options]
 * @returns {Promise<{ node: string, env: NodeJS.ProcessEnv }>} the Node to run things with, and an environment that has
 *   it first
 */
export async function bootstrap({ build = true } = {}) {
  const ready = () => packagesReady() && engineReady() && (!build || buildReady())
  if (!ready()) {
    await breakable(() =>
      withLock(inRoot('out', '.setup.lock'), async () => {
        await packages()
        if (!ready()) await provision(findNode(), build)
      })
    )
  }
  const node = findNode()
  return { node, env: environment(node) }
}

/**
 * In a child, on the newer Node: that one knows proxies and the system's certificates.
 * @param {string} node
 * @param {boolean} build
 */
async function provision(node, build) {
  if (engineReady()) return build ? buildStep(node) : undefined
  const args = ['--use-system-ca', inRoot('scripts', 'provision.mjs'), ...(build ? [] : ['--no-build'])]
  const { status } = await run(node, args, {
    stdio: ['ignore', 2, 'inherit'],
    env: { ...process.env, NODE_USE_ENV_PROXY: '1' }
  })
  // It has said why.
  if (status !== 0) process.exit(status)
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await main(async () => {
    const began = Date.now()
    await bootstrap({ build: !process.argv.includes('--no-build') })
    say(`Atelier is set up (${((Date.now() - began) / 1000).toFixed(1)} s).`)
  })
}
