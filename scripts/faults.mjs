/**
 * `npm run test:faults [-- OPTIONS]`: sets up, then does to the studio what can happen to it (tests/faults/main.ts).
 */
import { bootstrap } from './bootstrap.mjs'
import { inRoot, root } from './lib/paths.mjs'
import { handOver, run } from './lib/processes.mjs'
import { main, Problem } from './lib/say.mjs'
import { tool } from './lib/tool.mjs'

await main(async () => {
  const { node, env } = await bootstrap()
  const words = ['build', '--ssr', 'tests/faults/main.ts', '--outDir', 'out/faults', '--logLevel', 'warn']
  const { status, output } = await run(node, [tool('vite'), ...words], { cwd: root, env })
  if (status !== 0)
    throw new Problem(
      `The harness could not be built. The builder's last words:\n${output.trim().split('\n').slice(-25).join('\n')}`
    )
  handOver(
    node,
    ['--disable-warning=ExperimentalWarning', inRoot('out', 'faults', 'main.js'), ...process.argv.slice(2)],
    env
  )
})
