/**
 * Frames that are dropped while people scroll: a film strip of 1,000 epochs, a gallery of 200, a sidebar of 300 runs,
 * in a real Chromium on the built studio.
 *
 *     npm run build && node bench/window/frames.mjs [SECONDS]
 *
 * Each is scrolled by a mouse wheel for so many seconds (5), at every size, to its end and back. Between two animation
 * frames there is one sixtieth of a second where nothing is dropped; what is counted is longer gaps. The load says how
 * much else the machine had to do: figures are those of the window on an idle machine alone.
 */
import { spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import Database from 'better-sqlite3'
import { chromium } from 'playwright-core'

const seconds = Number(process.argv[2] ?? 5)
const out = resolve(import.meta.dirname, '../../out/main')
const folder = mkdtempSync(join(tmpdir(), 'atelier-frames-'))
const workspace = join(folder, 'workspace')
const executablePath = process.env.ATELIER_CHROMIUM ?? '/usr/bin/chromium'

for (const name of ['Thousand', 'Gallery']) {
  const set = ['--set', 'samples=25', '--set', 'batchSize=64', '--steps', '2', '--seed', '1', '--name', name]
  const words = ['--workspace', workspace, 'train', 'fashion-mini', '--model', 'mlp-simple', ...set]
  const { status, stderr } = spawnSync(process.execPath, [join(out, 'cli.js'), ...words], { encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
}
fill(join(workspace, 'atelier.db'))
const studio = spawn(process.execPath, [join(out, 'serve.js'), '--no-open', '--port', '0', '--workspace', workspace], {
  stdio: ['ignore', 'pipe', 'inherit']
})
try {
  await measure(await ready())
} finally {
  studio.kill('SIGTERM')
  await new Promise(done => studio.once('close', done))
  rmSync(folder, { recursive: true, force: true })
}

/** As if every epoch had looked like the first, and as if there had been three hundred runs. */
function fill(file) {
  const database = new Database(file)
  const inserting = (table, columns) =>
    database.prepare(
      `INSERT OR REPLACE INTO ${table} (${columns.join()}) VALUES (${columns.map(name => `@${name}`).join()})`
    )
  database.transaction(() => {
    for (const [name, epochs] of Object.entries({ Thousand: 1000, Gallery: 200 })) {
      const { id } = database.prepare('SELECT id FROM runs WHERE name = ?').get(name)
      for (const table of ['epochs', 'samples']) {
        const row = database.prepare(`SELECT * FROM ${table} WHERE run = ? LIMIT 1`).get(id)
        const insert = inserting(table, Object.keys(row))
        for (let epoch = 1; epoch <= epochs; epoch++)
          insert.run({ ...row, epoch, ...('step' in row ? { step: epoch } : {}) })
      }
      database
        .prepare("UPDATE runs SET epoch = @n, step = @n, config = json_set(config, '$.epochs', @n) WHERE id = @id")
        .run({ n: epochs, id })
    }
    const columns = database.prepare('PRAGMA table_info(runs)').all()
    const row = database.prepare("SELECT * FROM runs WHERE name = 'Gallery'").get()
    const insert = inserting(
      'runs',
      columns.map(({ name }) => name)
    )
    for (let i = 1; i <= 298; i++) insert.run({ ...row, id: randomUUID(), name: `Run ${i}`, place: 1000 + i })
  })()
  database.close()
}

function ready() {
  return new Promise(done => {
    createInterface({ input: studio.stdout }).on('line', line => {
      const [, address] = /^Atelier is ready at (\S+)$/.exec(line) ?? []
      if (address) done(address)
    })
  })
}

async function measure(url) {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await page.goto(url)
  const search = page.getByRole('navigation').getByPlaceholder('Search')
  const run = async name => {
    await search.fill(name)
    await page
      .getByRole('navigation')
      .getByRole('button', { name: new RegExp(`^${name},`) })
      .click()
    await search.fill('')
  }
  const load = loadavg()[0].toFixed(1)
  console.log(`${cpus().length} × ${cpus()[0].model}, load ${load}, Chromium ${browser.version()} without a GPU\n`)
  console.log('| while it scrolls | frames | over 16.7 ms | over 33 ms | longest, ms |\n|---|---:|---:|---:|---:|')
  await run('Thousand')
  await scrolled(page, 'a film strip of 1,000 epochs', page.getByRole('listbox', { name: 'Epochs' }), true)
  await run('Gallery')
  await page.getByRole('tab', { name: 'Gallery', exact: true }).click()
  const grid = page.getByRole('grid', { name: 'Samples by epoch and latent' })
  for (const shape of ['Rows', 'Sheets']) {
    await page.getByRole('radio', { name: shape }).click()
    await grid.locator('canvas').first().waitFor()
    await scrolled(page, `a gallery of 200 epochs, ${shape.toLowerCase()}`, grid, false)
  }
  await scrolled(page, 'a sidebar of 300 runs', page.locator('nav .lists'), false)
  await browser.close()
}

/** Scrolls to and fro by turns of a wheel, and counts what the frames say meanwhile. */
async function scrolled(page, words, list, sideways) {
  await list.hover()
  await page.waitForTimeout(1500)
  await page.evaluate(() => {
    const times = (window.frames60 = [])
    const next = time => {
      times.push(time)
      window.going = requestAnimationFrame(next)
    }
    window.going = requestAnimationFrame(next)
  })
  const end = Date.now() + seconds * 1000
  for (let turn = 0; Date.now() < end; turn++) {
    const by = Math.floor(turn / 60) % 2 === 0 ? -120 : 120
    await page.mouse.wheel(sideways ? by : 0, sideways ? 0 : by)
  }
  const times = await page.evaluate(() => {
    cancelAnimationFrame(window.going)
    return window.frames60
  })
  const gaps = times.slice(1).map((time, i) => time - times[i])
  // A frame that comes within a half of the next one's time was not dropped: clocks differ.
  const over = most => gaps.filter(gap => gap > most * 1.5).length
  const longest = Math.max(...gaps).toFixed(0)
  console.log(`| ${words} | ${gaps.length} | ${over(1000 / 60)} | ${over(2000 / 60)} | ${longest} |`)
}
