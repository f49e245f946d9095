/** Opens the studio: `npm start`, and `atelier` without a command. */
import { bootstrap } from '../bootstrap.mjs'
import { electron } from '../steps/electron.mjs'
import { inRoot } from './paths.mjs'
import { belonging, handOver, run } from './processes.mjs'
import { say } from './say.mjs'

/** Flags that only make sense for the browser host. */
const forBrowser = ['--no-open', '--port', '--browser', '--help']
/** A window that falls this soon, by a signal, never opened. */
const tooSoon = 10_000

/**
 * @param {string[]} args --workspace DIR, --no-open, --port N, --browser (which is ours, and not passed on)
 * @param {number[]} [starters] processes whose death is the studio's end, besides this one's
 */
export async function open(args, starters = []) {
  const { node, env } = await bootstrap()
  const { binary, why } = args.some(arg => forBrowser.some(flag => arg === flag || arg.startsWith(`${flag}=`)))
    ? { binary: undefined, why: '' }
    : await electron(node)
  if (binary) {
    const began = Date.now()
    const { status, signal } = await run(binary, [inRoot(), ...args], {
      stdio: 'inherit',
      env: belonging(withoutNodeMode(env), [process.pid, ...starters])
    })
    if (!signal || Date.now() - began > tooSoon || signal === 'SIGINT' || signal === 'SIGTERM')
      return process.exit(status)
    say(`Electron could not open its window (${signal}): the studio opens in the browser instead.`)
  } else if (why) {
    say(`${why}: the studio opens in the browser instead.`)
  }
  return handOver(node, [inRoot('out', 'main', 'serve.js'), ...args.filter(arg => arg !== '--browser')], env, starters)
}

/** Set in a terminal inside an Electron editor; it would make Electron a plain Node. @param {NodeJS.ProcessEnv} env */
function withoutNodeMode({ ELECTRON_RUN_AS_NODE: _nodeMode, ...env }) {
  return env
}
