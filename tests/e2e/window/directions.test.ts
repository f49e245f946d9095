/** Directions in the window, on a run that was really trained: found, moved along, named, bound to a key, kept. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { trainClothes } from '../support/command-line'
import { examine } from '../support/looks'
import { setStage } from '../support/stage'
import { until } from '../support/until'
import { changed, openRun, settled, tab, untilStatus } from '../support/window'

const stage = setStage(
  async ({ workspace }) => {
    for (const [name, model, ...settings] of [
      ['Clothes', 'dcgan-28', 'width=8', 'latent=16'],
      ['Styles', 'stylegan', 'size=32', 'most=4', 'base=64', 'latent=8', 'mappingLayers=1', 'batchSize=8']
    ] as const) {
      await trainClothes(workspace, { name, model, steps: 4, settings })
    }
  },
  { limit: 600_000 }
)
const page = (): Page => stage.page
const made = () => page().getByRole('img', { name: 'Picture of the present latent' })
const names = () => page().getByRole('region', { name: 'Directions' }).getByRole('slider')
const listed = async () => names().evaluateAll(all => all.map(each => each.getAttribute('aria-label')))

async function open(name: string): Promise<void> {
  await openRun(page(), name)
  await untilStatus(page(), /^Finished/)
  await tab(page(), 'Explore')
}

async function choose(direction: string, entry: string | RegExp): Promise<void> {
  await page()
    .getByRole('button', { name: `More about ${direction}` })
    .click()
  await page().getByRole('menuitem', { name: entry }).click()
}

test('directions are found, moved along with the keyboard, named, ordered, bound, removed and kept', async () => {
  await open('Clothes')
  await settled(made())
  await page().getByRole('button', { name: 'Find directions' }).click()
  await until('eight directions are there', async () => (await names().count()) === 8)
  const slider = page().getByRole('slider', { name: 'Principal 1', exact: true })
  await until('its place is known', async () => !(await slider.isDisabled()))
  let now = await settled(made())
  await slider.press('End')
  now = await changed(made(), now)
  expect(await slider.getAttribute('aria-valuenow')).toBe('3')
  await page().keyboard.press('Control+z')
  now = await changed(made(), now)

  await choose('Principal 1', /^Bind to a key/)
  await page().keyboard.press('r')
  await page()
    .getByRole('button', { name: /^R means something else/ })
    .waitFor()
  await page().keyboard.press('q')
  await page().getByTitle('Moves along it; with Shift the other way').waitFor()
  await made().click()
  const before = await slider.getAttribute('aria-valuenow')
  await page().keyboard.press('q')
  await changed(made(), now)
  expect(Number(await slider.getAttribute('aria-valuenow')) - Number(before)).toBeCloseTo(0.25, 1)

  await choose('Principal 2', 'Rename')
  await page().getByRole('textbox', { name: 'Name of the direction' }).fill('Sleeves')
  await page().keyboard.press('Enter')
  await choose('Sleeves', 'Up')
  await choose('Principal 3', 'Remove')
  await until('it is gone', async () => (await names().count()) === 7)
  // Explore has an Undo of its own.
  await page()
    .getByRole('list', { name: 'Messages' })
    .getByRole('listitem')
    .filter({ hasText: 'was removed' })
    .getByRole('button', { name: 'Undo' })
    .click()
  await until('it is back', async () => (await names().count()) === 8)
  expect((await listed()).slice(0, 3)).toEqual(['Sleeves', 'Principal 1', 'Principal 3'])

  await page().reload()
  await until('they are kept', async () => (await names().count()) === 8)
  expect((await listed()).slice(0, 2)).toEqual(['Sleeves', 'Principal 1'])
}, 200_000)

test('all numbers are one click away, and the choice is kept; both look right in both themes', async () => {
  const wrong: string[] = []
  await settled(made())
  for (const [pane, at] of [
    ['Directions', '70-directions'],
    ['All numbers', '71-numbers']
  ] as const) {
    await page().getByRole('radio', { name: pane }).click()
    wrong.push(...(await examine(stage.view, at)).map(sentence => `${pane}: ${sentence}`))
  }
  expect(wrong).toEqual([])
  await page().getByRole('textbox', { name: 'Find numbers of the latent' }).count()
  await page().getByRole('slider').nth(3).press('End')
  await page().getByRole('radio', { name: 'Directions' }).click()
}, 200_000)

test('the difference of two groups of pins is a direction of its own', async () => {
  await page().keyboard.press('p')
  await page().keyboard.press('r')
  await settled(made())
  await page().keyboard.press('p')
  await page().getByRole('button', { name: 'More directions' }).click()
  await page()
    .getByRole('menuitem', { name: /^Difference of two groups/ })
    .click()
  const dialog = page().getByRole('dialog', { name: 'Difference of two groups' })
  await dialog.getByRole('radiogroup', { name: 'Group of pin 1' }).getByRole('radio', { name: 'From' }).click()
  await dialog.getByRole('radiogroup', { name: 'Group of pin 2' }).getByRole('radio', { name: 'To' }).click()
  await dialog.getByRole('button', { name: 'Add the direction' }).click()
  await until('it leads the list', async () => (await listed())[0] === 'Difference 1')
}, 100_000)

test('of a StyleGAN directions are found and moved along in w, from a latent in z', async () => {
  await open('Styles')
  await settled(made())
  await page().getByRole('button', { name: 'Find directions' }).click()
  await until('directions are there', async () => (await names().count()) > 0)
  const slider = page().getByRole('slider', { name: 'Principal 1', exact: true })
  await until('its place is known', async () => !(await slider.isDisabled()))
  const now = await settled(made())
  await slider.press('End')
  await changed(made(), now)
  expect(stage.view.troubles).toEqual([])
}, 200_000)
