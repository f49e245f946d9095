/** `node scripts/run.mjs TOOL …`: sets up, then runs one of the packages' tools on the Node that set-up chose. */
import { bootstrap } from './bootstrap.mjs'
import { tool } from './lib/tool.mjs'
import { handOver } from './lib/processes.mjs'
import { main } from './lib/say.mjs'

await main(async () => {
  const [name = '', ...args] = process.argv.slice(2)
  const { node, env } = await bootstrap({ build: false })
  handOver(node, [tool(name), ...args], env)
})
