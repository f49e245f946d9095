/**
 * A file dropped into its folder is all it takes: a model, one of three networks, a loss, an optimiser, a schedule, an
 * augmentation, a metric, an export, an engine call, a health check, a command, a source of pictures and a dataset,
 * each one file that nothing else names, are built into a copy of the tree and found on the command line, in what the
 * studio answers, and in the window.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { protocolVersion } from '../../src/main/engine/protocol'
import type { Model, Run } from '../../src/shared/domain'
import { openWindow } from './support/browser'
import { setStage } from './support/stage'
import { drawStrips, dropIn, id, start, stripFiles, strips } from './support/throw-away'
import { chooseFormat, tab } from './support/window'

const copy = (folder: string): string => join(folder, 'copy')
const stripFolder = (folder: string): string => join(folder, 'triplets')
const stage = setStage(
  async ({ folder, workspace }) => {
    await Promise.all([dropIn(copy(folder)), drawStrips(stripFolder(folder))])
    for (const words of [
      ['import', 'fashion-mini'],
      ['train', stripFolder(folder), '--seed', '1', '--name', 'Strips'],
      ['train', id, '--model', `${id}-networks`, '--seed', '1', '--name', 'Three networks'],
      [
        'train',
        id,
        '--model',
        id,
        '--seed',
        '1',
        ...['loss', 'optimiser', 'schedule'].flatMap(key => ['--set', `${key}=${id}`])
      ],
      ['evaluate', 'latest', '--samples', '64']
    ]) {
      const { status, said } = await cli(folder, workspace, ...words)
      expect({ words, status, said: status === 0 ? '' : said }).toEqual({ words, status: 0, said: '' })
    }
  },
  { limit: 240_000, root: copy }
)
const cli = (folder: string, workspace: string, ...words: string[]) =>
  start([join(copy(folder), 'out/main/cli.js'), '--workspace', workspace, ...words], copy(folder))
const atelier = async (...words: string[]): Promise<string> => {
  const { status, out, said } = await cli(stage.folder, stage.workspace, ...words)
  expect({ words, status, said: status === 0 ? '' : said }).toEqual({ words, status: 0, said: '' })
  return out
}

test('the command line lists all of them and works with them', async () => {
  const models = JSON.parse(await atelier('models', '--json')) as Model[]
  expect(models.map(model => model.id)).toEqual(expect.arrayContaining([id, `${id}-networks`]))
  const choices = (key: string): string[] =>
    models
      .filter(model => model.id === 'dcgan-28')
      .flatMap(({ settings }) =>
        settings.flatMap(setting => (setting.key === key && setting.type === 'choice' ? setting.choices : []))
      )
      .map(({ value }) => value)
  for (const key of ['loss', 'optimiser', 'schedule', 'augment'])
    expect([key, choices(key)]).toEqual([key, expect.arrayContaining([id])])

  const thrown = join(stage.folder, 'few.thrown')
  const picture = (value: number) =>
    sharp(Buffer.alloc(28 * 28, value), { raw: { width: 28, height: 28, channels: 1 } })
      .png()
      .toBuffer()
  const lines = await Promise.all([40, 120, 200].map(picture))
  await writeFile(thrown, lines.map(png => png.toString('base64')).join('\n'))
  expect(JSON.parse(await atelier('import', thrown, '--json'))).toMatchObject({ kind: id, imageCount: 3 })

  expect(await atelier('--help')).toMatch(/throw-away +Nothing, thrown away\./)
  expect(await atelier(id)).toBe('Thrown away.\n')
  expect(await atelier('evaluate', '--help')).toMatch(/points \([^)]*throw-away/)
  expect(await atelier('export', '--help')).toMatch(/throw-away .*Words to be thrown away/)
  expect(await atelier('export', id, '--help')).toMatch(/--times <n> +how often \(default: 2\)/)

  expect(await atelier('runs', 'Three networks')).toMatch(/^EPOCH +STEP +D LOSS +G LOSS +C LOSS/m)
  const run = await atelier('runs', 'latest')
  expect(run).toMatch(/loss=throw-away .*optimiser=throw-away/)
  expect(run).toMatch(/A throw-away check has looked\./)
  expect(run).toMatch(/EPOCH .*THROWN\n2 .* 64\.0000/)
  const file = join(stage.folder, 'thrown.txt')
  expect(await atelier('export', id, 'latest', '--times', '3', '-o', file)).toMatch(/thrown\.txt: thrown away/)
  expect(await readFile(file, 'utf8')).toBe(id.repeat(3))
})

test(
  'a kind of example takes no more than five files: imported, ' + 'trained on and evaluated by its own words',
  async () => {
    expect(Object.keys(stripFiles).length).toBeLessThanOrEqual(5)
    expect(await atelier('train', '--help')).toMatch(/--strips <yes> +strips to be thrown away/)
    expect(await atelier('models')).toMatch(/throw-away-strips: Throw-away strips model, strips of 8×8 grey\./)
    expect(await atelier('import', stripFolder(stage.folder), '--name', 'Once more')).toMatch(
      /8 strips \(first, middle, last\), 0 could not be read/
    )
    const run = JSON.parse(await atelier('runs', 'Strips', '--json')) as Run
    expect(run).toMatchObject({ status: 'finished', exampleKind: strips, sheetKind: strips, sampleCount: 8 })
    expect(await atelier('evaluate', 'Strips', '--samples', '8')).toMatch(/samples look copied/)
    const png = join(stage.folder, 'strips.png')
    expect(await atelier('export', 'png', 'Strips', '--count', '4', '-o', png)).toMatch(/4 pictures of "Strips"/)
    const other = await cli(stage.folder, stage.workspace, 'train', id, '--model', strips)
    expect(other).toMatchObject({ status: 1, said: expect.stringMatching(/learns strips, and .* holds points/) })
  }
)

test('the engine answers the call', async () => {
  const engine = fork(join(copy(stage.folder), 'out/main/trainer.js'), { serialization: 'advanced' })
  try {
    engine.send({ type: 'call', call: 1, name: id, input: { value: 21 }, protocol: protocolVersion })
    for (;;) {
      const [message] = (await once(engine, 'message')) as [{ type: string }]
      if (message.type !== 'answer' && message.type !== 'error') continue
      expect(message).toMatchObject({ type: 'answer', call: 1, value: 42 })
      break
    }
  } finally {
    engine.kill()
  }
})

test('the window lists all of them', async () => {
  const { page } = stage
  await page
    .getByRole('main')
    .getByRole('button', { name: /^Throw-away points/ })
    .waitFor()
  const sidebar = page.getByRole('navigation')
  await sidebar.getByRole('button', { name: /^Fashion/ }).click()
  const all = page.getByRole('button', { name: /^All recipes/ })
  await all.waitFor()
  if ((await all.getAttribute('aria-expanded')) === 'false') await all.click()
  await page.getByRole('radio', { name: /^DCGAN 28/ }).click()
  const training = page.getByRole('complementary', { name: 'Training' })
  await training.getByRole('button', { name: /^Advanced/ }).click()
  for (const [setting, label] of [
    ['Loss', 'Throw-away loss'],
    ['Optimiser', 'Throw-away optimiser'],
    ['Learning rate over time', 'Throw-away schedule'],
    ['Augmentation', 'Throw-away augmentation']
  ] as const) {
    await training.getByLabel(new RegExp(`^${setting}: `)).click()
    await page.getByRole('option', { name: label, exact: true }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('option', { name: label, exact: true }).waitFor({ state: 'detached' })
  }

  await sidebar.getByRole('button', { name: /^Throw-away points · Throw-away model/ }).click()
  await page.getByRole('tablist', { name: 'Views of this run' }).waitFor()
  await page.getByText('A throw-away check has looked.').first().waitFor()
  await tab(page, 'Evaluate')
  await page.getByRole('heading', { name: 'Throw-away metric' }).waitFor()
  await page.getByText('64 points were thrown away.').waitFor()
  await tab(page, 'Time line')
  await chooseFormat(page, 'Throw-away')
  await page.getByRole('heading', { name: 'Export throw-away' }).waitFor()
  await page.getByRole('spinbutton', { name: 'Throw-away times' }).waitFor()

  await sidebar.getByRole('button', { name: /^triplets, 8 strips, first, middle, last/ }).click()
  await page.getByText('A wall of 8 strips to be thrown away.').waitFor()
  await page.getByRole('radio', { name: /^Throw-away strips model, 8×8 grey, recommended/ }).waitFor()
  await sidebar.getByRole('button', { name: /^Strips/ }).click()
  await page.getByRole('img', { name: 'Middles of strips above what epoch 2 throws away' }).waitFor()

  const other = await openWindow(stage.browser, stage.studio.url)
  await other.page.getByRole('button', { name: 'New', exact: true }).click()
  await other.page
    .getByRole('main')
    .getByRole('button', { name: /^Throw-away points/ })
    .click()
  await other.page.getByRole('radio', { name: /^Throw-away model/ }).waitFor()
  expect([...stage.view.troubles, ...other.troubles]).toEqual([])
})
