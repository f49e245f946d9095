/** Walks through pins in the window: played, scrubbed, stopped, taken away; the pad between pins and their sums. */
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { atelier, trainClothes } from '../support/command-line'
import { examine } from '../support/looks'
import { setStage } from '../support/stage'
import { until } from '../support/until'
import { changed, openRun, pixels, settled, tab, untilStatus } from '../support/window'

const stage = setStage(
  async ({ workspace }) => {
    const settings = ['width=8', 'latent=16']
    await trainClothes(workspace, { name: 'Clothes', model: 'dcgan-28', steps: 4, settings })
  },
  { limit: 600_000 }
)
const page = (): Page => stage.page
const made = () => page().getByRole('img', { name: 'Picture of the present latent' })
const place = () => page().getByRole('slider', { name: 'Place on the walk' })

test('two pins make a walk: scrubbed to a pin it shows that, played it moves, stopped it stands', async () => {
  await openRun(page(), 'Clothes')
  await untilStatus(page(), /^Finished/)
  await tab(page(), 'Explore')
  await until('the first picture is there', () => made().evaluate(each => !each.classList.contains('ui-skeleton')))
  const first = await settled(made())
  await page().keyboard.press('p')
  expect(await place().count()).toBe(0)
  await page().keyboard.press('r')
  await changed(made(), first)
  await settled(made())
  await page().keyboard.press('p')
  await place().press('Home')
  await place().press('ArrowRight')
  await place().press('Home')
  await until('it stands at the first pin', async () => (await pixels(made())) === first)
  expect(await examine(stage.view, '73-walk')).toEqual([])

  await made().click()
  await page().keyboard.press('w')
  await changed(made(), first)
  const before = await place().getAttribute('aria-valuenow')
  await until('it goes on', async () => (await place().getAttribute('aria-valuenow')) !== before)
  await page().keyboard.press('w')
  await page().getByRole('button', { name: 'Walk through the pins' }).waitFor()
}, 200_000)

test('the pad moves between pins with the keyboard, a sum is shown', async () => {
  const now = await settled(made())
  await page().getByRole('button', { name: 'Pad and sums of pins…' }).click()
  const dialog = page().getByRole('dialog', { name: 'Pad and sums of pins' })
  await dialog.getByRole('slider', { name: 'Between four pins' }).press('ArrowRight')
  const padded = await changed(made(), now)
  expect(await examine(stage.view, '74-pad')).toEqual([])
  await dialog.getByRole('button', { name: 'Show A − B + C' }).click()
  await changed(made(), padded)
  await page().keyboard.press('Escape')
  expect(stage.view.troubles).toEqual([])
}, 200_000)

test('on the command line a walk between pictures of a seed is a film', async () => {
  const file = join(stage.folder, 'walk.gif')
  const words = ['export', 'gif', 'Clothes', '--through', 'pictures', '--keys', '3', '--between', '4', '-o', file]
  const { status, stderr } = await atelier(['--workspace', stage.workspace, ...words])
  expect([status, stderr]).toEqual([0, expect.any(String)])
  expect((await sharp(file).metadata()).pages).toBe(12)
}, 100_000)
