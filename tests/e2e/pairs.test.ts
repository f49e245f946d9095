/** Pairs of pictures in the window: dropped, seen, swapped, taken apart, and paired otherwise. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dropFiles } from './support/browser'
import { examine } from './support/looks'
import { writePairs } from './support/pictures'
import { setStage } from './support/stage'
import { until } from './support/until'
import { changed, datasetSheet, settled } from './support/window'

const stage = setStage(async ({ folder }) => {
  await writePairs(join(folder, 'Discs'), 40)
  await rm(join(folder, 'Discs', 'B', '007.png'))
})

const wall = () =>
  stage.page.getByRole('region', { name: /^\d+ (pairs|pictures) as the network sees them/ }).locator('canvas')
const facts = (words: RegExp) => stage.page.getByRole('main').getByText(words).first().waitFor()
const choose = async (entry: string) => {
  await stage.page.getByRole('main').getByRole('button', { name: 'More' }).click()
  await stage.page.getByRole('menuitem', { name: entry }).click()
}

test('a folder with A and B is pairs, input beside target, and what has no partner is said', async () => {
  const { page, view } = stage
  await page.getByText('Drop a folder of pictures').waitFor()
  await dropFiles(page, [join(stage.folder, 'Discs')])
  await datasetSheet(page, 'Discs').waitFor()
  await facts(/^39 pairs:\s*A → B/)
  await settled(wall())
  await page.getByRole('combobox', { name: /^What is kept when filling/ }).click()
  const offered = await page.getByRole('option').allTextContents()
  // An empty one is the list's own, for forms.
  expect(offered.filter(Boolean)).toEqual(['Centre', 'Top'])
  await page.keyboard.press('Escape')
  expect(await examine(view, 'pairs')).toEqual([])

  await page.getByRole('button', { name: '1 without a partner' }).click()
  await page
    .getByRole('dialog', { name: '1 without a partner' })
    .getByText('There is no “B/007.png” to go with it.')
    .waitFor()
  await page.keyboard.press('Escape')
})

test('swapping shows the same pairs the other way round, in the same place', async () => {
  const { page } = stage
  const before = await settled(wall())
  await page.getByRole('button', { name: 'Swap input and target' }).click()
  await facts(/^39 pairs:\s*B → A/)
  await datasetSheet(page, 'Discs').waitFor()
  await changed(wall(), before)
  // The one takes the place of the other: for a moment both may be there.
  await until(
    'there is one dataset',
    async () => (await page.getByRole('navigation').getByRole('listitem').count()) === 1
  )
  await page.getByRole('navigation').getByText('39 pairs, B → A').waitFor()
})

test('taken apart they are classes; side by side, each file is cut in two', async () => {
  const { page, view } = stage
  await choose('Use as single pictures')
  await datasetSheet(page, 'Discs 2').waitFor()
  await facts(/^79 pictures in 2 classes\./)

  await choose('Use as pairs…')
  const dialog = page.getByRole('dialog', { name: 'How the pictures of “Discs 2” belong together' })
  await dialog.getByRole('combobox', { name: 'Folder of the inputs: A' }).waitFor()
  expect(await examine(view, 'pairs-dialog')).toEqual([])
  // The one that is taken goes to the other side.
  await dialog.getByRole('combobox', { name: 'Folder of the inputs: A' }).click()
  await page.getByRole('option', { name: 'B', exact: true }).click()
  await dialog.getByRole('combobox', { name: 'Folder of the targets: A' }).waitFor()

  await dialog.getByRole('radio', { name: 'Side by side in one file' }).click()
  await dialog.getByRole('radio', { name: 'Right half' }).click()
  await dialog.getByRole('button', { name: 'Use as pairs' }).click()
  await datasetSheet(page, 'Discs 3').waitFor()
  await facts(/^79 pairs:\s*right half → left half.*The commonest size is 40×80\./)
  await settled(wall())
  expect(await examine(view, 'pairs-halves')).toEqual([])
})
