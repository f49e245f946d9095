/** Drawing that takes long: the window says so and offers a way out. */
import { join, resolve } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { atelier } from './support/command-line'
import { misplaced, sizes, themes, violations } from './support/looks'
import { writePictures } from './support/pictures'
import { setStage } from './support/stage'
import { tab } from './support/window'

const stage = setStage(async ({ folder, workspace }) => {
  const pictures = join(folder, 'Squares')
  await writePictures(pictures, 8)
  vi.stubEnv('ATELIER_TRAINER', resolve('tests/studio/stand-in-trainer.mjs'))
  const words = ['--workspace', workspace, 'train', pictures, '--model', 'dcgan-28', '--epochs', '1', '--name', 'Slow']
  const { status, stderr } = await atelier(words)
  expect(status, stderr).toBe(0)
  // From now on the engine says nothing to who asks for pictures, as one does that is at a long piece of work.
  vi.stubEnv('STAND_IN', JSON.stringify({ neverDraws: true }))
})
afterAll(() => {
  vi.unstubAllEnvs()
})

test('what Explore waits for can be cancelled, and is no error', async () => {
  const { page, view } = stage
  await page.getByRole('button', { name: /^Slow/ }).first().click()
  await tab(page, 'Explore')
  const waits = page.getByRole('main').getByRole('progressbar', { name: 'Drawing pictures' })
  await waits.waitFor()
  // It is never at rest: the bar sweeps.
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme })
    for (const size of sizes) {
      await page.setViewportSize(size)
      await page.screenshot({ path: `test-results/screens/Explore-waits-${theme}-${size.width}.png` })
      expect([size, await misplaced(page)]).toEqual([size, []])
    }
    expect(await violations(page)).toEqual([])
  }
  await page.getByRole('main').getByRole('button', { name: 'Cancel' }).click()
  await waits.waitFor({ state: 'detached' })
  expect(await page.getByRole('main').getByRole('alert').count()).toBe(0)
  // Asked again, it waits again.
  await page.getByRole('button', { name: 'Random' }).click()
  await waits.waitFor()
  expect(view.troubles).toEqual([])
})
