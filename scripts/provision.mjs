/**
 * The steps that come after a new enough Node is found; run by bootstrap.mjs on that Node. `--no-build` leaves the last
 * out.
 */
import { breakable } from './lib/processes.mjs'
import { main } from './lib/say.mjs'
import { engine } from './steps/engine.mjs'
import { build } from './steps/build.mjs'

const parent = process.ppid

await main(() =>
  breakable(async () => {
    await engine(process.execPath)
    if (!process.argv.includes('--no-build')) await build(process.execPath)
  }, parent)
)
