/**
 * `npm run bench [-- OPTIONS]`: sets up, then measures training steps on this machine; with --quality, what recipes
 * come to in equal time.
 */
import { bootstrap } from './bootstrap.mjs'
import { inRoot } from './lib/paths.mjs'
import { handOver } from './lib/processes.mjs'
import { main } from './lib/say.mjs'

await main(async () => {
  const { node, env } = await bootstrap()
  const options = process.argv.slice(2)
  handOver(node, [inRoot('out', 'main', options.includes('--quality') ? 'recipes.js' : 'bench.js'), ...options], env)
})
