/** Pictures that are no squares: what most of them are is said, they are learned like that, and go out like that. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { dropFiles } from './support/browser'
import { atelier } from './support/command-line'
import { examine, misplaced, photograph, settle } from './support/looks'
import { writePortraits } from './support/pictures'
import { setStage } from './support/stage'
import { changed, datasetSheet, openRun, settled, tab, untilStrip } from './support/window'

const small = ['width=8', 'batchSize=8', 'samples=4', 'aspect=2:3'].flatMap(word => ['--set', word])

const stage = setStage(async ({ folder, workspace }) => {
  const pictures = await writePortraits(join(folder, 'Portraits'), 24)
  for (const [model, name] of [
    ['dcgan-64', 'Classic'],
    ['small-data', 'Few']
  ] as const) {
    const words = ['train', pictures, '--model', model, ...small, '--epochs', '1', '--name', name]
    const { status, stderr } = await atelier(['--workspace', workspace, ...words])
    expect(status, stderr).toBe(0)
  }
})
const call = async (...words: string[]) => {
  const ended = await atelier(['--workspace', stage.workspace, ...words])
  expect(ended.status, ended.stderr).toBe(0)
  return ended.stdout
}

test.each(['Classic', 'Few'])('%s: sheets, films and networks of 64×96', async run => {
  const file = (name: string) => join(stage.folder, `${run}-${name}`)
  await call('sample', run, '--count', '6', '-o', file('sheet.png'))
  expect(await sharp(file('sheet.png')).metadata()).toMatchObject({ width: 3 * 64, height: 2 * 96 })
  await call('export', 'gif', run, '--columns', '2', '--rows', '2', '--scale', '1', '-o', file('film.gif'))
  expect(await sharp(file('film.gif')).metadata()).toMatchObject({ width: 2 * 64, height: 2 * 96 })
  expect(await call('export', 'onnx', run, '-o', file('network.onnx'))).toContain('pictures [1, 96, 64, 1]')
  await call('export', 'page', run, '-o', file('page.html'))
  const page = await stage.browser.newPage()
  await page.goto(pathToFileURL(file('page.html')).href)
  await page.waitForFunction(() => document.querySelector('canvas')?.height === 96)
  expect(await page.locator('canvas').evaluate((canvas: HTMLCanvasElement) => canvas.width)).toBe(64)
  await page.close()
})

test('the sheet of the dataset says what most pictures are, and learns them like that on request', async () => {
  const { page, view, folder } = stage
  await dropFiles(page, [await writePortraits(join(folder, 'Tall ones'), 24)])
  await datasetSheet(page, 'Tall ones').waitFor()
  const wall = (shape: string) =>
    page.getByRole('region', { name: `24 pictures as the network sees them, ${shape}` }).locator('canvas')
  const before = await settled(wall('64 by 64'))
  await page.getByText('100 % of these pictures are 2:3 portrait.').waitFor()
  await page.getByRole('button', { name: 'Learn them as 2:3' }).click()
  await changed(wall('64 by 96'), before)
  expect(await page.getByText('100 % of these pictures are 2:3 portrait.').count()).toBe(0)
  await settled(wall('64 by 96'))
  expect(await examine(view, 'portraits')).toEqual([])
})

test('of large pictures other parts are learned at every step, and their middles are shown', async () => {
  const { page, view } = stage
  const wall = page.getByRole('region', { name: /^24 pictures as the network sees them/ }).locator('canvas')
  const before = await settled(wall)
  await page.getByRole('radio', { name: 'Crops' }).click()
  const half = await changed(wall, before)
  await page.getByRole('combobox', { name: /^How much of the picture a crop is/ }).click()
  await page.getByRole('option', { name: '¼ of it' }).click()
  await changed(wall, half)
  await settled(wall)
  expect([...(await misplaced(page)), ...view.troubles.splice(0)]).toEqual([])
})

test('a run shows its pictures, and Explore follows the hand, in their shape', async () => {
  const { page, view } = stage
  await openRun(page, 'Few')
  await untilStrip(page, 1)
  await settle(page)
  await photograph(page, 'test-results/screens/portraits-run.png')
  expect([...(await misplaced(page)), ...view.troubles.splice(0)]).toEqual([])
  await tab(page, 'Explore')
  const picture = page.getByRole('img', { name: 'Picture of the present latent' })
  await picture.waitFor()
  const shape = await picture.evaluate((canvas: HTMLCanvasElement) => canvas.width / canvas.height)
  expect(shape).toBeCloseTo(64 / 96, 2)
})
