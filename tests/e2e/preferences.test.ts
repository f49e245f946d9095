/** The window and what it remembers: whatever is stored, it opens, and says what it could not read. */
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeEach, expect, test } from 'vitest'
import type { Json } from '../../src/shared/json'
import { atelier } from './support/command-line'
import { writePictures } from './support/pictures'
import { read, runNamed } from './support/records'
import { setStage } from './support/stage'
import { until } from './support/until'
import { tab, untilStatus } from './support/window'

const stage = setStage(async ({ folder, workspace }) => {
  const pictures = await writePictures(join(folder, 'Clothes'), 40)
  const trained = await atelier([
    '--workspace',
    workspace,
    'train',
    pictures,
    '--name',
    'Wardrobe',
    '--epochs',
    '2',
    '--seed',
    '1',
    '--set',
    'width=4'
  ])
  expect(trained.status, trained.stderr).toBe(0)
})

/** As nobody can through the contract. */
function store(rows: Record<string, string>): void {
  const database = new Database(join(stage.workspace, 'atelier.db'))
  try {
    for (const [key, value] of Object.entries(rows))
      database.prepare('INSERT OR REPLACE INTO preferences (key, value) VALUES (?, ?)').run(key, value)
  } finally {
    database.close()
  }
}

/** Once nothing waits to be sent that would replace what a test stores. */
async function settled(): Promise<void> {
  await stage.page.goto('about:blank')
  await stage.page.waitForTimeout(300)
}

beforeEach(() => {
  stage.view.troubles.splice(0)
})

test('preferences that no window could read are left out, and can be forgotten', async () => {
  const { page } = stage
  await page.getByText('Drop a folder of pictures').waitFor()
  await settled()
  store(
    Object.fromEntries([
      ['__proto__', '{"a":1}'],
      ['deep', '['.repeat(98) + ']'.repeat(98)],
      ['theme', '"light"']
    ])
  )
  await page.goto(stage.studio.url)
  await page
    .getByText('2 things that windows were to remember cannot be read and are left out; everything else is there.')
    .waitFor()
  expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('light')
  await page.getByRole('button', { name: 'Forget them' }).click()
  await page.getByText('Forgotten.').waitFor()
  await page.reload()
  await page.getByText('Drop a folder of pictures').waitFor()
  await page.waitForTimeout(300)
  expect(await page.getByText('cannot be read').count()).toBe(0)
  expect(stage.view.troubles).toEqual([])
})

test('when none can be read at all the window opens without them and says so', async () => {
  const { page } = stage
  await page.routeWebSocket(/\/studio$/, socket => {
    const server = socket.connectToServer()
    // As a studio would that has the very first fault: an answer that cannot be decoded.
    server.onMessage(message =>
      socket.send(
        Buffer.isBuffer(message) && message.includes('theme') ? Buffer.from([0xdd, 0xff, 0xff, 0xff, 0xff]) : message
      )
    )
  })
  await page.goto('about:blank')
  await page.goto(stage.studio.url)
  await page.getByText('What this window remembers cannot be read, so it starts without').waitFor()
  await page.getByText('Drop a folder of pictures').waitFor()
  // All of it would go: asked first, and kept where the answer is no.
  await page.getByRole('button', { name: 'Forget them' }).click()
  const question = page.getByRole('dialog', { name: 'Forget everything that windows remember?' })
  await question.getByRole('button', { name: 'Cancel' }).click()
  expect(await page.getByText('Forgotten.').count()).toBe(0)
  await page.goto('about:blank')
  await page.goto(stage.studio.url)
  await page.getByRole('button', { name: 'Forget them' }).click()
  await question.getByRole('button', { name: 'Forget everything' }).click()
  await page.getByText('Forgotten.').waitFor()
})

const odd: Json[] = [
  null,
  1e308,
  'x',
  [[1, null]],
  { screen: 'run', id: 'x' },
  {
    latent: [1],
    pins: [null, 3, { latent: 'x' }],
    epoch: -1,
    seed: 'x',
    shown: 3,
    level: 1e9,
    smoothing: 'x',
    shape: 7
  },
  { typed: { 'dcgan-28': { width: 'many' } }, chosen: 'nothing', start: { run: 'x', chosen: { generator: 5 } } }
]

test.each(odd.map(value => [JSON.stringify(value).slice(0, 40), value] as const))(
  'the window opens and every view works when everything it remembers is %s',
  async (_, value) => {
    const { page } = stage
    const run = runNamed(stage.workspace, 'Wardrobe')
    const keys = [
      'theme',
      'sidebarCollapsed',
      'losses',
      'time line speed',
      'window',
      ...['tab', 'explore', 'gif', 'png', 'gallery', 'notify'].map(name => `run/${run.id}/${name}`),
      `draft:${run.dataset ?? ''}`
    ]
    await settled()
    store({ ...Object.fromEntries(keys.map(key => [key, JSON.stringify(value)])), place: JSON.stringify(value) })
    await page.goto(stage.studio.url)
    await page
      .getByRole('navigation')
      .getByRole('button', { name: /^Wardrobe/ })
      .first()
      .click()
    await untilStatus(page, /^Finished/)
    for (const name of ['Gallery', 'Explore', 'Time line', 'Evaluate', 'Details', 'Train']) await tab(page, name)
    await page
      .getByRole('navigation')
      .getByRole('button', { name: /^Clothes, / })
      .click()
    await page.getByRole('radio', { name: /recommended/ }).waitFor()
    expect(stage.view.troubles).toEqual([])
    await until('it remembers anew where it is', () =>
      JSON.stringify(read(stage.workspace, ({ preferences }) => preferences.get('place'))).includes(
        run.dataset ?? 'none'
      )
    )
  }
)
