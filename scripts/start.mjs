/** `npm start`: the studio in Electron where its binary can be had, else the same studio in the browser. */
import { main } from './lib/say.mjs'
import { open } from './lib/open.mjs'
import { startingManager } from './lib/starter.mjs'

await main(() => open(process.argv.slice(2), startingManager()))
