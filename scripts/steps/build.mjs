/** Step 6: the studio itself, built when its sources have changed. */
import { inRoot, root } from '../lib/paths.mjs'
import { compiled, environment, run } from '../lib/processes.mjs'
import { Problem, say } from '../lib/say.mjs'
import { hashOf, isStamped, stamp, unstamp } from '../lib/stamp.mjs'
import { existsSync, rmSync } from 'node:fs'

const done = inRoot('out', '.built')
const products = ['main/cli.js', 'main/serve.js'].map(name => inRoot('out', name))
const sources = [
  'src',
  'bench',
  'resources',
  'package.json',
  'package-lock.json',
  'electron.vite.config.ts',
  'scripts/lib/page-player.mjs',
  'tsconfig.json',
  'svelte.config.js'
].map(name => inRoot(name))

/** Without sources there is nothing to build: the program was sent here as it is (src/main/remote/program). */
export const buildReady = () =>
  products.every(existsSync) && (!existsSync(inRoot('src')) || isStamped(done, hashOf(sources)))

/** @param {string} node */
export async function build(node) {
  if (buildReady()) return
  say('Building the studio …')
  // Taken before building: a source saved meanwhile must make the next start build again.
  const key = hashOf(sources)
  unstamp(done)
  rmSync(compiled, { recursive: true, force: true })
  const { status, output } = await run(
    node,
    [inRoot('node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build'],
    { cwd: root, env: { ...environment(node), NODE_ENV: 'production' } }
  )
  if (status !== 0)
    throw new Problem(
      `The studio could not be built. The builder's last words:\n${output.trim().split('\n').slice(-25).join('\n')}`
    )
  stamp(done, key)
}
