/** A picture of one's own among what a run draws: dropped or chosen, seen coming nearer, used; and as a command. */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { atelier, trainClothes } from '../support/command-line'
import { examine } from '../support/looks'
import { setStage } from '../support/stage'
import { until } from '../support/until'
import { changed, openRun, settled, tab, untilStatus } from '../support/window'

const stage = setStage(
  async ({ workspace }) => {
    await trainClothes(workspace, {
      name: 'Clothes',
      model: 'dcgan-28',
      steps: 4,
      settings: ['width=8', 'latent=16']
    })
  },
  { limit: 600_000 }
)
const page = (): Page => stage.page
const made = () => page().getByRole('img', { name: 'Picture of the present latent' })
const dialog = () => page().getByRole('dialog', { name: 'Find my picture' })

/** A bright square on black, larger than the run's pictures. */
async function square(file: string): Promise<string> {
  const picture = await sharp({ create: { width: 40, height: 40, channels: 3, background: '#fff' } })
    .extend({ top: 12, bottom: 12, left: 12, right: 12, background: '#000' })
    .png()
    .toBuffer()
  writeFileSync(file, picture)
  return file
}

test('a picture is chosen, comes nearer, and goes on the sliders and among the pins', async () => {
  await openRun(page(), 'Clothes')
  await untilStatus(page(), /^Finished/)
  await tab(page(), 'Explore')
  await until('the first picture is there', () => made().evaluate(each => !each.classList.contains('ui-skeleton')))
  const before = await settled(made())
  await page().getByRole('button', { name: 'Find my picture…' }).press('Enter')
  await dialog()
    .getByLabel('Picture to find', { exact: true })
    .setInputFiles(await square(join(stage.folder, 'square.png')))
  await dialog()
    .getByText(/^It differs by|^No latent of this run/)
    .waitFor()
  expect(await examine(stage.view, '72-finding')).toEqual([])
  await dialog().getByRole('button', { name: 'Use and pin' }).press('Enter')
  await changed(made(), before)
  expect(await page().getByRole('button', { name: 'Pin 1', exact: true }).count()).toBe(1)
}, 200_000)

test('one that is dropped on the picture is looked for, what is no picture is refused in words', async () => {
  const drop = (type: string, name: string, content: string, onto = 'Picture') =>
    page()
      .getByRole('group', { name: onto, exact: true })
      .evaluate(
        (place, file) => {
          const transfer = new DataTransfer()
          transfer.items.add(new File([file.content], file.name, { type: file.type }))
          for (const event of ['dragenter', 'dragover', 'drop'])
            place.dispatchEvent(new DragEvent(event, { dataTransfer: transfer, bubbles: true, cancelable: true }))
        },
        { type, name, content }
      )
  await drop('text/plain', 'note.txt', 'not a picture')
  await dialog()
    .getByText(/“note.txt” cannot be looked for/)
    .waitFor()
  // The dialog, which lies over the picture by now, takes the next one.
  await drop('text/plain', 'other.txt', 'no picture either', 'Drop a picture to find')
  await dialog()
    .getByText(/“other.txt” cannot be looked for/)
    .waitFor()
  await page().keyboard.press('Escape')
  await until('the dialog is closed', async () => (await dialog().count()) === 0)
  expect(stage.view.troubles).toEqual([])
}, 100_000)

test('where the discriminator looks lies over the picture and follows it, with its score', async () => {
  const map = page().getByRole('img', { name: 'Where the discriminator looks' })
  await page().keyboard.press('h')
  await page()
    .getByText(/^Score -?\d/)
    .waitFor()
  await until('it is drawn', () => map.evaluate(each => !each.classList.contains('ui-skeleton')))
  expect(await examine(stage.view, '75-why')).toEqual([])
  const before = await settled(map)
  await page().keyboard.press('r')
  await changed(map, before)
  await page().keyboard.press('h')
  await until('it is gone', async () => (await map.count()) === 0)

  const output = join(stage.folder, 'why.png')
  const words = ['why', 'Clothes', '--count', '3', '-o', output, '--json']
  const { stdout } = await atelier(['--workspace', stage.workspace, ...words])
  expect((JSON.parse(stdout) as { scores: number[] }).scores).toHaveLength(3)
  expect(await sharp(output).metadata()).toMatchObject({ width: 3 * 28 + 4, height: 58 })
}, 200_000)

test('on the command line: both beside each other, the latent and how far apart they are', async () => {
  const [picture, output] = [await square(join(stage.folder, 'mine.png')), join(stage.folder, 'found.png')]
  const words = ['project', 'Clothes', picture, '-o', output, '--steps', '20', '--json']
  const { stdout } = await atelier(['--workspace', stage.workspace, ...words])
  const found = JSON.parse(stdout) as { latent: number[]; distance: number; likeness: number }
  expect(found.latent).toHaveLength(16)
  expect(found.distance).toBeGreaterThan(0)
  expect(existsSync(output)).toBe(true)
  expect(await sharp(output).metadata()).toMatchObject({ width: 58, height: 28 })
}, 200_000)
