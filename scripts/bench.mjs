/** `npm run bench [-- OPTIONS]`: sets up, then measures training steps on this machine. */
import { bootstrap } from './bootstrap.mjs'
import { inRoot } from './lib/paths.mjs'
import { handOver } from './lib/processes.mjs'
import { main } from './lib/say.mjs'

await main(async () => {
  const { node, env } = await bootstrap()
  handOver(node, [inRoot('out', 'main', 'bench.js'), ...process.argv.slice(2)], env)
})
