/**
 * How soon Explore's picture follows the hand: the built studio, a real Chromium, real engines, on a workspace of its
 * own. For 28 and 64 pixels: from opening the tab to the first picture, and from a slider's event to the call that
 * draws, one movement at a time and dragged at 60 events per second; alone, and while another run trains. And the
 * training's steps per second meanwhile, against none who explores.
 *
 *     node scripts/run.mjs vitest --version && node bench/window/explore.mjs [--movements 150] [--seconds 6]
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { decode, encode } from '@msgpack/msgpack'
import { chromium } from 'playwright-core'
import { bootstrap } from '../../scripts/bootstrap.mjs'

const { values } = parseArgs({
  options: {
    movements: { type: 'string', default: '150' },
    model: { type: 'string', multiple: true, default: ['dcgan-28', 'dcgan-64'] },
    trains: { type: 'string', default: 'dcgan-28' }
  }
})
const movements = Number(values.movements)
const { node, env } = await bootstrap()
const folder = mkdtempSync(join(tmpdir(), 'atelier-explore-'))

/** @param {string[]} words @returns {Promise<void>} */
const atelier = words =>
  new Promise((done, fail) => {
    const child = spawn(node, [resolve('out/main/cli.js'), '--workspace', folder, ...words], {
      env,
      stdio: ['ignore', 'ignore', 'inherit']
    })
    child.once('close', status => (status === 0 ? done() : fail(new Error(`${words.join(' ')} ended with ${status}.`))))
  })

/** @param {number[]} list @param {number} share */
const quantile = (list, share) =>
  list.toSorted((a, b) => a - b)[Math.min(list.length - 1, Math.floor(share * list.length))] ?? Number.NaN
/** @param {number[]} list */
const spread = list => ({
  p50: Math.round(10 * quantile(list, 0.5)) / 10,
  p95: Math.round(10 * quantile(list, 0.95)) / 10,
  most: Math.round(10 * Math.max(...list)) / 10,
  count: list.length
})

/** In the page: what was drawn on the stage, and what was asked, and when. */
function watch() {
  const seen = { drawn: [], sent: [], told: [] }
  globalThis.seen = seen
  const { putImageData } = CanvasRenderingContext2D.prototype
  CanvasRenderingContext2D.prototype.putImageData = function (...rest) {
    putImageData.apply(this, rest)
    if (this.canvas.getAttribute('aria-label') === 'Picture of the present latent') seen.drawn.push(performance.now())
  }
  const { send } = WebSocket.prototype
  WebSocket.prototype.send = function (bytes) {
    if (new TextDecoder().decode(bytes).includes('generate')) seen.sent.push(performance.now())
    if (seen.socket !== this) {
      seen.socket = this
      this.addEventListener('message', ({ data }) => {
        if (data.byteLength < 20_000) seen.told.push([performance.now(), new Uint8Array(data)])
      })
    }
    send.call(this, bytes)
  }
}

/** One movement at a time: each waits for its picture, and a moment more. @param {number} count */
async function single(count) {
  const { seen } = globalThis
  const slider = document.querySelectorAll('input[type=range]')[3]
  const found = []
  for (let i = 0; i < count; i++) {
    await new Promise(done => setTimeout(done, 30 + ((i * 37) % 60)))
    const before = seen.drawn.length
    slider.value = String(-2.9 + ((i * 0.37) % 5.8))
    const from = performance.now()
    slider.dispatchEvent(new Event('input', { bubbles: true }))
    while (seen.drawn.length === before) await new Promise(done => setTimeout(done, 0))
    found.push(seen.drawn[before] - from)
  }
  return found
}

/**
 * 60 events per second. An event is answered by the first picture that was asked for after it.
 * @param {number} count
 */
async function dragged(count) {
  const { seen } = globalThis
  const slider = document.querySelectorAll('input[type=range]')[3]
  seen.drawn.length = 0
  seen.sent.length = 0
  const inputs = []
  const began = performance.now()
  for (let i = 0; i < count; i++) {
    const due = began + (i * 1000) / 60
    await new Promise(done => setTimeout(done, Math.max(0, due - performance.now())))
    slider.value = String(-2.9 + ((i * 0.07) % 5.8))
    inputs.push(performance.now())
    slider.dispatchEvent(new Event('input', { bubbles: true }))
  }
  await new Promise(done => setTimeout(done, 500))
  const latencies = inputs.flatMap(at => {
    const place = seen.sent.findIndex(sent => sent >= at)
    const drawn = seen.drawn[place]
    return place < 0 || drawn === undefined ? [] : [drawn - at]
  })
  return { latencies, perSecond: (1000 * seen.drawn.length) / (inputs.at(-1) - began) }
}

/** Asks the studio over the window's own socket, as the window does. @param {string} request @param {object} input */
async function ask(request, input) {
  const id = 1_000_000 + ++asked
  const bytes = encode({ id, request, input })
  await page.evaluate(list => globalThis.seen.socket.send(new Uint8Array(list)), [...bytes])
  for (;;) {
    const reply = (await told()).find(frame => frame.id === id)
    if (reply) {
      const envelope = decode(reply.reply)
      if (envelope.ok) return envelope.value
      throw new Error(envelope.message)
    }
    await wait(20)
  }
}

/** What the studio has said since the last time this was asked. */
async function told() {
  const frames = await page.evaluate(() => globalThis.seen.told.splice(0).map(([at, bytes]) => [at, Array.from(bytes)]))
  return frames.map(([at, bytes]) => ({ at, ...decode(new Uint8Array(bytes)) }))
}

/** Steps of a training per second, over what is done meanwhile. @param {() => Promise<unknown>} work */
async function pace(work) {
  await told()
  await work()
  const steps = (await told()).filter(({ event }) => event === 'steps')
  const [first, last] = [steps[0], steps.at(-1)]
  if (!first || !last || first === last) return Number.NaN
  return (1000 * (last.payload.progress.step - first.payload.progress.step)) / (last.at - first.at)
}

const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const executablePath = process.env.ATELIER_CHROMIUM ?? installed.find(path => existsSync(path))
let asked = 0

for (const model of values.model)
  await atelier(['train', 'fashion-mini', '--model', model, '--name', model, '--steps', '2', '--seed', '1'])

const studio = spawn(node, [resolve('out/main/serve.js'), '--no-open', '--port', '0', '--workspace', folder], {
  env,
  stdio: ['ignore', 'pipe', 'inherit']
})
const url = await new Promise(done => {
  createInterface({ input: studio.stdout }).on('line', line => {
    const [, address] = /^Atelier is ready at (\S+)$/.exec(line) ?? []
    if (address) done(address)
  })
})
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
const page = await context.newPage()
await page.addInitScript(watch)
await page.goto(url)
/** @param {string} name */
const open = name =>
  page
    .getByRole('navigation')
    .getByRole('button', { name: new RegExp(`^${name},`) })
    .click()

/** Milliseconds from a press on the tab to the first picture's call. */
async function firstPicture() {
  const tab = page.getByRole('tab', { name: 'Explore', exact: true })
  await page.getByRole('tab', { name: 'Time line', exact: true }).click()
  await tab.evaluate(each => {
    globalThis.seen.drawn.length = 0
    each.addEventListener('pointerdown', () => (globalThis.seen.pressed = performance.now()), { once: true })
  })
  await tab.click()
  await page.waitForFunction(() => globalThis.seen.drawn.length > 0, undefined, { polling: 20 })
  return page.evaluate(() => Math.round(globalThis.seen.drawn[0] - globalThis.seen.pressed))
}

/** @param {string} model */
async function explored(model) {
  await open(model)
  // As long as somebody looks at the run before turning to Explore.
  await wait(3000)
  const first = await firstPicture()
  await page.getByRole('radio', { name: 'All numbers' }).click()
  await wait(500)
  await page.evaluate(single, 20)
  const alone = await page.evaluate(single, movements)
  const drag = await page.evaluate(dragged, movements)
  const result = {
    first,
    single: spread(alone),
    dragged: spread(drag.latencies),
    picturesPerSecond: Math.round(drag.perSecond)
  }
  process.stderr.write(`${model} ${JSON.stringify(result)}\n`)
  return result
}

const report = { alone: {}, training: {}, stepsPerSecond: {} }
try {
  for (const model of values.model) report.alone[model] = await explored(model)
  if (values.trains !== 'none') {
    const { datasets } = await ask('listDatasets', {}).then(found => ({ datasets: found.datasets ?? found }))
    const run = { model: values.trains, dataset: datasets[0].id, name: 'Trained meanwhile', settings: { epochs: 2000 } }
    await ask('startRun', run)
    await page
      .getByRole('navigation')
      .getByRole('button', { name: /^Trained meanwhile,/ })
      .waitFor()
    await wait(8000)
    report.stepsPerSecond.alone = await pace(() => wait(8000))
    for (const model of values.model) {
      report.stepsPerSecond[model] = await pace(async () => {
        report.training[model] = await explored(model)
      })
    }
    report.stepsPerSecond.dragged = await pace(() => page.evaluate(dragged, 480))
    report.stepsPerSecond.after = await pace(() => wait(8000))
  }
} finally {
  await browser.close()
  studio.kill('SIGTERM')
  await new Promise(done => studio.once('close', done))
  rmSync(folder, { recursive: true, force: true })
}
process.stdout.write(`${JSON.stringify(report, null, 1)}\n`)
