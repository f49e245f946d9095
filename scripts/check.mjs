/** `npm run check`: lint and types only. */
import { bootstrap } from './bootstrap.mjs'
import { runChecks } from './lib/checks.mjs'
import { main } from './lib/say.mjs'

await main(async () => {
  const { node, env } = await bootstrap({ build: false })
  const { failed } = await runChecks(node, env)
  if (failed > 0) process.exitCode = 1
})
