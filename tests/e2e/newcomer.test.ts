/**
 * A newcomer's path, timed: first paint, a folder dropped, Train, first samples on the screen, long before an epoch as
 * long as one of 60,000 pictures has ended. The figures are said; the bounds are generous, since machines differ.
 */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { dropFiles, openWindow } from './support/browser'
import { examine, photograph } from './support/looks'
import { writeColourPictures, writePictures } from './support/pictures'
import { setStage } from './support/stage'
import { datasetSheet, pixels, changed, set, untilStatus } from './support/window'

describe("a newcomer's path", () => {
  const stage = setStage(async ({ folder }) => {
    await writePictures(join(folder, 'Clothes'), 240)
    await writeColourPictures(join(folder, 'Discs'), 120)
  })

  test.each([
    { name: 'Clothes', recipe: /^DCGAN 28/, passes: 250, goal: 10 },
    { name: 'Discs', recipe: /^DCGAN 64/, passes: 500, goal: 20 }
  ])(
    'of “$name”: samples come while the first epoch trains',
    async ({ name, recipe, passes, goal }) => {
      const begun = performance.now()
      const seconds = (): number => (performance.now() - begun) / 1000
      const view = await openWindow(stage.browser, stage.studio.url)
      const { page } = view
      await page.getByRole('navigation').waitFor()
      const painted = seconds()
      // Who was here before is where that was left.
      await page.getByRole('button', { name: 'New', exact: true }).click()
      await page.getByText('Drop a folder of pictures').waitFor()
      await dropFiles(page, [join(stage.folder, name)])
      await datasetSheet(page, name).waitFor()
      const sheet = seconds()
      const all = page.getByRole('button', { name: /^All recipes/ })
      await all.click()
      const chosen = page.getByRole('radio', { name: recipe })
      await chosen.click()
      // Its settings are directly below it, whichever of the many it is.
      expect(await all.getAttribute('aria-expanded')).toBe('false')
      const [card, settings] = await Promise.all(
        [chosen, page.getByRole('heading', { name: 'Settings', exact: true })].map(each => each.boundingBox())
      )
      expect((settings?.y ?? Infinity) - (card?.y ?? 0) - (card?.height ?? 0)).toBeLessThan(120)
      await set(page, 'Passes per epoch', passes)
      const button = page.getByRole('button', { name: 'Train', exact: true })
      await button.click()
      const asked = seconds()
      // What is said until the first picture comes has the width that pictures will have; it may be over soon.
      const waiting = page.locator('main figure').getByRole('heading')
      const room = await waiting.boundingBox({ timeout: 20_000 }).catch(() => null)
      expect(room === null || room.width > 200).toBe(true)
      const samples = page.getByRole('img', { name: /^Samples of step \d+, before the first epoch has ended$/ })
      await samples.and(page.locator(':not(.ui-skeleton)')).waitFor({ timeout: 120_000 })
      const came = seconds() - asked
      console.info(
        `${name}: first paint ${painted.toFixed(1)} s, sheet ${(sheet - painted).toFixed(1)} s after the drop, ` +
          `samples ${came.toFixed(1)} s after Train (goal: ${goal})`
      )
      expect(came).toBeLessThan(120)
      await page.getByText(/^Step [\d,]+, not yet an epoch$/).waitFor()
      // Newer ones follow.
      await changed(samples, await pixels(samples))
      await page.getByRole('button', { name: 'Pause', exact: true }).click()
      await untilStatus(page, /^Paused in epoch 1/)
      if (name === 'Clothes') expect(await examine(view, '92-early')).toEqual([])
      else await photograph(page, 'test-results/screens/92-early-64.png')
      await page.getByRole('button', { name: 'Stop', exact: true }).click()
      await untilStatus(page, /^Stopped/)
      // Who comes back finds them.
      await page.reload()
      await samples.waitFor()
      expect(view.troubles).toEqual([])
      await page.context().close()
    },
    240_000
  )
})
