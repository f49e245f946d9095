/** Small manners of the window: where the focus is seen, what comes into sight, what is asked before it is gone. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { atelier } from '../support/command-line'
import { dropFiles } from '../support/browser'
import { writePictures } from '../support/pictures'
import { setStage } from '../support/stage'
import { until } from '../support/until'
import { changed, datasetSheet, pixels, tab, untilStatus } from '../support/window'

const stage = setStage(async ({ folder, workspace }) => {
  const pictures = await writePictures(join(folder, 'Clothes'), 40)
  const trained = await atelier(
    ['--workspace', workspace, 'train', pictures, '--name', 'Wardrobe', '--epochs', '2', '--seed', '1'].concat(
      '--set',
      'width=4'
    )
  )
  expect(trained.status, trained.stderr).toBe(0)
})

/** Whether what has the focus is drawn with a ring. */
const ringed = (): Promise<boolean> =>
  stage.page.evaluate(() => {
    const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement ?? document.body)
    return outlineStyle !== 'none' && outlineWidth !== '0px'
  })

test('a click on the picture and R draw another picture, and ring nothing; Tab shows where the focus is', async () => {
  const { page } = stage
  await page
    .getByRole('navigation')
    .getByRole('button', { name: /^Wardrobe/ })
    .click()
  await untilStatus(page, /^Finished/)
  await tab(page, 'Explore')
  const picture = page.getByRole('img', { name: 'Picture of the present latent' })
  await until(
    'the picture is drawn',
    async () => !(await picture.evaluate(canvas => canvas.classList.contains('ui-skeleton')))
  )
  await picture.click()
  const before = await pixels(picture)
  await page.keyboard.press('r')
  await changed(picture, before)
  expect(await ringed()).toBe(false)
  await page.keyboard.press('Tab')
  expect(await ringed()).toBe(true)
})

test('the seed that is said is that of the picture; changed since, it says so', async () => {
  const { page } = stage
  const seed = page.getByRole('spinbutton', { name: 'Seed' })
  const drawn = await seed.inputValue()
  expect(drawn).toMatch(/^\d+$/)
  await page.keyboard.press('0')
  await until('it is no longer what is drawn', async () => (await seed.inputValue()) === '')
  expect(await seed.getAttribute('placeholder')).toBe(`${drawn}, changed`)
  await page.keyboard.press('Control+z')
  await until('it is again', async () => (await seed.inputValue()) === drawn)
})

test('a folder that is dropped again is shown, and added only where that is asked for', async () => {
  const { page, folder } = stage
  await writePictures(join(folder, 'Shoes'), 12)
  await page.getByRole('button', { name: 'New', exact: true }).click()
  await dropFiles(page, [join(folder, 'Shoes')])
  await datasetSheet(page, 'Shoes').waitFor()
  await page.getByRole('button', { name: 'New', exact: true }).click()
  await dropFiles(page, [join(folder, 'Shoes')])
  await page.getByText('“Shoes” was here already: this is it.').waitFor()
  await datasetSheet(page, 'Shoes').waitFor()
  // It stands beside the form that Train is on, not over it.
  const [message, form] = await Promise.all(
    [page.getByRole('list', { name: 'Messages' }), page.getByRole('complementary', { name: 'Training' })].map(each =>
      each.boundingBox()
    )
  )
  expect((message?.x ?? Infinity) + (message?.width ?? 0)).toBeLessThanOrEqual(form?.x ?? 0)
  const listed = page.getByRole('navigation').getByRole('button', { name: /^Shoes.*, 12 pictures/ })
  expect(await listed.count()).toBe(1)
  await page.getByRole('button', { name: 'Add it again' }).click()
  await until('it is there twice', async () => (await listed.count()) === 2)
})
