/**
 * A studio whose workspace cannot be opened shows in a real window what is wrong, repairs it, or opens another one: as
 * it is served, and as Electron shows it, over a stand-in of the preload's bridge.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { openStore } from '../../src/main/store'
import { writeReply } from '../../src/main/transports/replies'
import { addEpoch, newDataset, newRun } from '../store/fixtures'
import { launchBrowser, openWindow } from './support/browser'
import { examine } from './support/looks'
import { removeFolder, startStudio, type StudioProcess, temporaryFolder } from './support/studio'
import { until } from './support/until'

let browser: Browser
let folder = ''
let studio: StudioProcess | undefined

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())
beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(async () => {
  await studio?.stop()
  studio = undefined
  await removeFolder(folder)
})

/** One dataset and one run, closed in good order; then its database is something else. */
async function damagedWorkspace(): Promise<string> {
  const workspace = join(folder, 'workspace')
  const store = openStore(workspace, { mayChange: true })
  const { id } = store.datasets.add(newDataset())
  const run = newRun(id, { name: 'Pebbles at night' })
  store.runs.add(run)
  addEpoch(store, run.id, 1)
  store.runs.update(run.id, { status: 'finished', epoch: 1, step: 10 })
  await store.flush()
  store.close()
  for (const end of ['-wal', '-shm']) rmSync(join(workspace, `atelier.db${end}`), { force: true })
  writeFileSync(join(workspace, 'atelier.db'), 'This is no database. '.repeat(400))
  return workspace
}

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name })
const broken = (page: Page) => heading(page, 'The workspace cannot be opened')
const inSidebar = (page: Page, name: RegExp) => page.getByRole('navigation').getByRole('button', { name })

test('a damaged database: said with its file, repaired, and the studio opens with what lies there', async () => {
  const workspace = await damagedWorkspace()
  studio = await startStudio(workspace)
  const view = await openWindow(browser, studio.url)
  const { page } = view
  await broken(page).waitFor()
  await page.getByRole('alert').getByText(join(workspace, 'atelier.db')).waitFor()
  expect(await examine(view, 'repair')).toEqual([])

  await page.getByRole('button', { name: 'Repair', exact: true }).click()
  await heading(page, 'The workspace is repaired').waitFor()
  await page.getByText('1 run and 1 dataset are listed.').waitFor()
  expect(readdirSync(workspace)).toContainEqual(expect.stringMatching(/^atelier\.db\..+/))
  await page.getByText('What is missing or damaged').click()
  expect(await examine(view, 'repaired')).toEqual([])

  await page.getByRole('button', { name: 'Open the studio' }).click()
  await inSidebar(page, /^Pebbles at night/).waitFor()
  expect(view.troubles).toEqual([])
  await page.context().close()
})

test('another workspace in its place, and what somebody can send to who helps', async () => {
  const workspace = await damagedWorkspace()
  const [others, fresh] = [join(folder, 'others'), join(folder, 'fresh')]
  mkdirSync(others)
  writeFileSync(join(others, 'letter.txt'), 'Dear')
  studio = await startStudio(workspace)
  const { page } = await openWindow(browser, studio.url)
  await broken(page).waitFor()

  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.getByRole('button', { name: 'Copy diagnostics' }).click()
  await page.getByText(/^Diagnostics are on the clipboard/).waitFor()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  expect(copied).toMatch(/^Atelier \d+\.\d+\.\d+ \(browser\)/)
  expect(copied).toMatch(/The workspace could not be opened: .+/)
  expect(copied).toMatch(/atelier\.db: 8400 bytes/)
  expect(copied).not.toContain(workspace)

  const path = page.getByRole('textbox', { name: /^Another workspace/ })
  await path.fill(others)
  await page.getByRole('button', { name: 'Open it' }).click()
  await page.getByRole('alert').getByText(others).waitFor()
  expect(readdirSync(others)).toEqual(['letter.txt'])
  await path.fill(fresh)
  await page.getByRole('button', { name: 'Open it' }).click()
  await page.getByRole('button', { name: /^About the engine/ }).waitFor()
  expect(readdirSync(fresh)).toContain('atelier.json')
  // What was broken stays as it was.
  expect(readdirSync(workspace).sort()).toEqual(expect.arrayContaining(['atelier.db', 'atelier.json']))
  await page.context().close()
})

test('in Electron the other one is chosen with the system’s dialog; what no repair mends offers none', async () => {
  studio = await startStudio(join(folder, 'workspace'))
  const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage()
  const answers = {
    hello: {
      version: '0',
      host: 'electron',
      workspace: '/photos',
      opening: [],
      trouble: null,
      broken: { message: 'The folder /photos is not empty and is no workspace.', repairable: false }
    },
    chooseFolder: '/elsewhere',
    changeWorkspace: null
  }
  await page.addInitScript(
    answers => {
      const asked: { name: string; input: unknown }[] = []
      const invoke = async (name: string, input: unknown) => {
        asked.push({ name, input })
        return Uint8Array.from(atob(answers[name] ?? ''), letter => letter.charCodeAt(0))
      }
      Object.assign(globalThis, { asked, atelier: { invoke, on: () => () => {}, pathOf: () => '' } })
    },
    Object.fromEntries(
      Object.entries(answers).map(([name, value]) => [
        name,
        Buffer.from(writeReply({ ok: true, value })).toString('base64')
      ])
    )
  )
  await page.goto(studio.url)
  await page.getByRole('alert').getByText('is no workspace').waitFor()
  expect(await page.getByRole('button', { name: 'Repair', exact: true }).count()).toBe(0)
  await page.getByRole('button', { name: 'Choose another workspace…' }).click()
  const asked = () =>
    page.evaluate(() => (globalThis as unknown as { asked: { name: string; input: unknown }[] }).asked)
  await until('it is asked to change', async () => (await asked()).some(({ name }) => name === 'changeWorkspace'))
  expect((await asked()).slice(-2)).toEqual([
    { name: 'chooseFolder', input: {} },
    { name: 'changeWorkspace', input: { path: '/elsewhere' } }
  ])
  await page.context().close()
})
