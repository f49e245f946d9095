/** BigGAN in the window, really trained: a row for each class by its name; in Explore classes, mixes and truncation. */
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { trainClothes } from './support/command-line'
import { examine, misplaced } from './support/looks'
import { setStage } from './support/stage'
import { changed, settled, tab } from './support/window'

const small = ['width=4', 'batchSize=8', 'perClass=3', 'latent=8', 'shared=4', 'emaDecay=0', 'discriminatorSteps=2']

describe('classes', () => {
  const stage = setStage(
    ({ workspace }) => trainClothes(workspace, { name: 'Clothes', model: 'biggan', steps: 6, settings: small }),
    { limit: 240_000 }
  )
  const page = (): Page => stage.page
  async function choose(name: RegExp, at: number): Promise<void> {
    await page().getByRole('combobox', { name }).click()
    await page().getByRole('option').nth(at).click()
  }
  const made = () => page().getByRole('img', { name: /present latent/ })

  test('the gallery has a row for each class, with its name', async () => {
    await page()
      .getByRole('navigation')
      .getByRole('button', { name: /^Clothes,/ })
      .click()
    await tab(page(), 'Gallery')
    const grid = page().getByRole('grid', { name: 'Samples by epoch and latent' })
    await grid.getByTitle('trouser', { exact: false }).first().waitFor()
    const names = await grid.locator('.name').allTextContents()
    expect(names).toHaveLength(10)
    expect(await examine(stage.view, '50-classes-gallery')).toEqual([])
    await grid.focus()
    await page().keyboard.press('Home')
    await page().keyboard.press('ArrowDown')
    const second = await grid.getByRole('gridcell').getAttribute('aria-label')
    expect(second).toBe(`Epoch 1, picture 4, ${names[1]?.trim()}`)
  }, 120_000)

  test('a class, another one mixed in, and the truncation each change the picture', async () => {
    await tab(page(), 'Explore')
    let now = await settled(made())
    // Each class is there with its name and what is made of it.
    const classes = page().getByRole('radiogroup', { name: 'Class' }).getByRole('radio')
    expect(await classes.count()).toBe(10)
    await classes.nth(1).click()
    now = await changed(made(), now)
    // The second class alone changes nothing: there is none of it yet.
    await choose(/^Mixed with: /, 5)
    const mix = page().getByRole('slider', { name: 'Mix', exact: true })
    await mix.focus()
    await page().keyboard.press('End')
    now = await changed(made(), now)
    const truncation = page().getByRole('slider', { name: 'Truncation' })
    await truncation.focus()
    await page().keyboard.press('Home')
    now = await changed(made(), now)
    expect(await truncation.getAttribute('aria-valuetext')).toBe('0.04')
    expect(await examine(stage.view, '51-classes-explore')).toEqual([])
    // More controls than one row has room for: the last of them is in the window all the same.
    for (const width of [1000, 1280, 1920]) {
      await page().setViewportSize({ width, height: 800 })
      expect(await misplaced(page())).toEqual([])
      const last = await page().getByRole('button', { name: 'Save as PNG' }).boundingBox()
      expect((last?.x ?? Infinity) + (last?.width ?? 0)).toBeLessThanOrEqual(width)
    }
    await page().setViewportSize({ width: 1280, height: 800 })
  }, 120_000)
})
