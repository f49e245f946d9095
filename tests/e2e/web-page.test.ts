/** A generator as a web page: opened from a file, without a network, it draws what the studio draws. */
import { cp, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStore } from '../../src/main/store'
import { launchBrowser } from './support/browser'
import { atelier, jsonLines } from './support/command-line'
import { writePictures } from './support/pictures'
import { removeFolder, temporaryFolder } from './support/studio'
import { until } from './support/until'

let [folder, browser, page] = ['', null as Browser | null, null as Page | null]
const troubles: string[] = []
const call = (...words: string[]) => atelier(['--workspace', join(folder, 'workspace'), '--json', ...words])

beforeAll(async () => {
  folder = await temporaryFolder()
  const pictures = await writePictures(join(folder, 'clothes'), 32)
  const small = ['width=4', 'batchSize=8', 'samples=4', 'latent=6'].flatMap(word => ['--set', word])
  const trained = await call(
    'train',
    pictures,
    '--model',
    'dcgan-28',
    ...small,
    '--epochs',
    '2',
    '--name',
    'A </script>'
  )
  expect(trained.status, trained.stderr).toBe(0)
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await removeFolder(folder)
})

async function open(file: string): Promise<Page> {
  const context = await (browser as Browser).newContext({ offline: true, viewport: { width: 1280, height: 800 } })
  const opened = await context.newPage()
  opened.on('console', message => {
    if (message.type() === 'error') troubles.push(message.text())
  })
  opened.on('pageerror', error => troubles.push(error.message))
  await opened.goto(pathToFileURL(file).href)
  return opened
}

/** Grey levels on the canvas. */
const drawn = (of: Page): Promise<number[]> =>
  of.evaluate(() => {
    const canvas = document.querySelector('canvas') as HTMLCanvasElement
    const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(
      0,
      0,
      canvas.width,
      canvas.height
    )
    return Array.from({ length: data.length / 4 }, (_, i) => data[4 * i] ?? 0)
  })
const farthest = (a: readonly number[], b: readonly number[]): number =>
  Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? Infinity))))

/** What the studio draws of a seed. */
async function studio(seed: number): Promise<number[]> {
  const file = join(folder, `${seed}.png`)
  const made = await call('sample', 'latest', '--count', '1', '--seed', String(seed), '-o', file)
  expect(made.status, made.stderr).toBe(0)
  return [...(await sharp(file).toColourspace('b-w').raw().toBuffer())]
}

test('it is one file, and of a seed it draws what the studio draws', async () => {
  const file = join(folder, 'page.html')
  const [said] = jsonLines(await call('export', 'page', 'latest', '-o', file))
  expect(said).toMatchObject({ file, epoch: 2 })
  // The program itself; weights come on top.
  expect((await stat(file)).size).toBeLessThan(3e6)
  page = await open(file)
  await until('the first picture', async () => farthest(await drawn(page as Page), await studio(1)) <= 1)
  await page.getByLabel('Seed').fill('7')
  const seven = await studio(7)
  await until('seed 7', async () => farthest(await drawn(page as Page), seven) <= 1)
  expect(await page.getByRole('heading').textContent()).toBe('A </script>')
})

test('numbers move the picture, a walk goes on by itself, and the picture can be kept', async () => {
  const own = page as Page
  const before = await drawn(own)
  await own.getByText('All 6 numbers').click()
  await own.getByRole('slider', { name: 'Number 1' }).press('End')
  await until('another picture', async () => farthest(before, await drawn(own)) > 0)
  await own.keyboard.press('Tab')
  await own.getByRole('button', { name: 'Walk' }).click()
  const seed = Number(await own.getByLabel('Seed').inputValue())
  await until('two seeds on', async () => Number(await own.getByLabel('Seed').inputValue()) >= seed + 2)
  await own.getByRole('button', { name: 'Stop' }).click()
  const [saved] = await Promise.all([
    own.waitForEvent('download'),
    own.getByRole('button', { name: 'Save as PNG' }).click()
  ])
  expect(await sharp(await saved.path()).metadata()).toMatchObject({ format: 'png', width: 28, height: 28 })
  expect(troubles).toEqual([])
})

test('a run in one file goes on in another workspace as if it had never moved', async () => {
  const file = join(folder, 'run.atelier')
  const [made] = jsonLines(await call('export', 'bundle', 'latest', '-o', file))
  expect(made).toMatchObject({ file, epoch: 2, step: 8 })
  const elsewhere = join(folder, 'elsewhere')
  const there = (...words: string[]) => atelier(['--workspace', elsewhere, '--json', ...words])
  const came = await there('import-run', file)
  expect(came.status, came.stderr).toBe(0)
  const [{ run, dataset }] = jsonLines(came) as [{ run: string; dataset: string | null }]
  expect(dataset).toBeNull()
  const asked = await there('resume', 'latest', '--epochs', '3')
  expect([asked.status, asked.stderr]).toEqual([1, expect.stringContaining('was trained on "clothes"')])
  // The same pictures in another place.
  await cp(join(folder, 'clothes'), join(folder, 'moved'), { recursive: true })
  const goes = await there('resume', 'latest', '--epochs', '3', '--pictures', join(folder, 'moved'))
  expect(goes.status, goes.stderr).toBe(0)
  const goesHere = await call('resume', 'latest', '--epochs', '3')
  expect(goesHere.status, goesHere.stderr).toBe(0)
  const [here, moved] = [join(folder, 'workspace'), elsewhere].map(workspace => {
    const store = openStore(workspace)
    const steps = store.history.steps(run, 1000)
    const newest = store.history.checkpoints(run).at(-1)
    store.close()
    return { steps, weights: newest?.sha256, step: newest?.step }
  })
  expect(moved).toEqual(here)
  expect(moved?.step).toBe(12)
})
