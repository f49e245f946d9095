/**
 * `npm run demo [-- FOLDER] [--epochs N]`: the main job without a window, in about two minutes. Trains on the bundled
 * pictures through the command line, exports a GIF and a picture, and says where they are.
 */
import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { bootstrap } from './bootstrap.mjs'
import { inRoot } from './lib/paths.mjs'
import { belonging, status } from './lib/processes.mjs'
import { main, Problem } from './lib/say.mjs'

/** 1,000 pictures in batches of 32 make 31 steps per epoch: a third of a second on two cores. */
const usualEpochs = 300
/** A slower machine stops here, in ms, with what it has learned by then. */
const usualLimit = 100_000

const short = (/** @type {string} */ path) =>
  relative(process.cwd(), path).startsWith('..') ? path : relative(process.cwd(), path)
const number = (/** @type {unknown} */ value) => Number(value).toFixed(2)

/**
 * @param {string} node
 * @param {NodeJS.ProcessEnv} env
 * @returns {(args: string[], on?: (event: Record<string, unknown>) => void, limit?: number) => Promise<void>} runs
 *   bin/atelier; `on` gets its JSON lines; after `limit` ms it is interrupted, which is no failure
 */
const commandLine = (node, env) => (args, on, limit) =>
  new Promise((done, fail) => {
    const child = spawn(node, [inRoot('bin', 'atelier'), ...args], {
      env: belonging(env, [process.pid]),
      stdio: ['ignore', on ? 'pipe' : 'inherit', 'inherit']
    })
    // Ctrl-C reaches it through the terminal; it saves a checkpoint, and we end with it.
    const stay = () => {}
    process.on('SIGINT', stay)
    let isUp = false
    const timer =
      limit === undefined
        ? undefined
        : setTimeout(() => {
            isUp = true
            child.kill('SIGINT')
          }, limit)
    if (on && child.stdout) {
      createInterface({ input: child.stdout }).on('line', line => {
        try {
          on(JSON.parse(line))
        } catch (error) {
          if (error instanceof Problem) fail(error)
        }
      })
    }
    child.on('error', fail)
    child.on('close', (code, signal) => {
      process.off('SIGINT', stay)
      clearTimeout(timer)
      const ended = status(code, signal)
      if (ended === 130 && !isUp) process.exit(130)
      if (ended === 0 || ended === 130) done()
      else fail(new Problem(`atelier ${args[0]} failed; what it said is above.`))
    })
  })

await main(async () => {
  const { values, positionals } = parseArgs({ options: { epochs: { type: 'string' } }, allowPositionals: true })
  const epochs = values.epochs ?? String(usualEpochs)
  const { node, env } = await bootstrap()
  const folder = positionals[0] ? resolve(positionals[0]) : inRoot('atelier-demo')
  mkdirSync(folder, { recursive: true })
  const atelier = commandLine(node, { ...env, ATELIER_HOME: join(folder, 'workspace') })

  console.log('Training the quick sketch on fashion-mini, 1,000 bundled pictures of clothes …')
  let run = ''
  await atelier(
    ['train', 'fashion-mini', '--recipe', 'quick-sketch', '--epochs', epochs, '--seed', '1', '--json'],
    event => {
      if (event.event === 'run') run = String(event.run)
      if (event.event === 'epoch')
        console.log(
          `epoch ${event.epoch} of ${epochs}: losses ${number(event.discriminatorLoss)} (discriminator) ` +
            `and ${number(event.generatorLoss)} (generator), ${number(event.stepsPerSecond)} steps per second`
        )
      if (event.event === 'stopped') console.log('Two minutes are up; the checkpoint is saved.')
      if (event.event === 'error') throw new Problem(String(event.message))
    },
    values.epochs ? undefined : usualLimit
  )
  if (!run) throw new Problem('The training named no run, so there is nothing to export.')
  const gif = join(folder, 'training.gif'),
    picture = join(folder, 'samples.png')
  await atelier(['export', 'gif', run, '-o', gif])
  await atelier(['export', 'png', run, '-o', picture])
  console.log(
    `\nThe training as a film:  ${short(gif)}\nIts newest pictures:     ${short(picture)}\nThe run ` +
      `itself:          npm start -- --workspace ${short(join(folder, 'workspace'))}`
  )
})
