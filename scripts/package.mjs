/** `npm run package [-- ELECTRON-BUILDER'S OPTIONS]`: sets up and builds, then packs the desktop app into dist/. */
import { bootstrap } from './bootstrap.mjs'
import { inRoot } from './lib/paths.mjs'
import { handOver } from './lib/processes.mjs'
import { main } from './lib/say.mjs'

await main(async () => {
  const { node, env } = await bootstrap()
  handOver(
    node,
    [
      inRoot('node_modules', 'electron-builder', 'cli.js'),
      '--config',
      inRoot('packaging', 'electron-builder.yml'),
      '--publish',
      'never',
      ...process.argv.slice(2)
    ],
    env
  )
})
