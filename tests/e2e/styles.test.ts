/**
 * A StyleGAN from a name to pictures whose styles are mixed: by command line, and every control of it in the window.
 */
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { openWindow } from './support/browser'
import { atelier } from './support/command-line'
import { misplaced, violations } from './support/looks'
import { setStage } from './support/stage'
import { startStudio } from './support/studio'
import { changed, settled, tab } from './support/window'

const stage = setStage()
const narrow = 'size=32 most=4 base=64 latent=4 mappingLayers=1 samples=4 batchSize=8 passes=1'

test('it is trained, sampled and explored', async () => {
  const workspace = join(stage.folder, 'styles')
  const call = (...words: string[]) => atelier(['--workspace', workspace, '--json', ...words])
  const settings = narrow.split(' ').flatMap(setting => ['--set', setting])
  const trained = await call('train', 'fashion-mini', '--model', 'stylegan', '--steps', '5', '--seed', '1', ...settings)
  expect(trained.status, trained.stderr).toBe(0)

  const sample = async (...words: string[]): Promise<Buffer> => {
    const path = join(stage.folder, 'sample.png')
    const written = await call('sample', 'latest', '--count', '4', ...words, '-o', path)
    expect(written.status, written.stderr).toBe(0)
    return sharp(path).raw().toBuffer()
  }
  const usual = await sample()
  expect((await sample()).equals(usual)).toBe(true)
  // The average style in every picture, and no noise: all are the same.
  const average = await sample('--truncation', '0')
  expect(average.equals(usual)).toBe(false)
  expect((await sample('--truncation', '0', '--seed', '5')).equals(average)).toBe(true)
  expect((await sample('--space', 'w')).equals(usual)).toBe(false)
  expect((await sample('--coarse', '1', '--middle', '1', '--fine', '1', '--second', '9')).equals(usual)).toBe(false)
  const refused = await call('sample', 'latest', '--truncation', '3', '-o', join(stage.folder, 'no.png'))
  expect(refused.status).toBe(2)
  expect(refused.stderr + refused.stdout).toContain('--truncation must be a number from 0 to 2; got')

  const studio = await startStudio(workspace)
  try {
    const { page } = await openWindow(stage.browser, studio.url, { width: 1280, height: 800 })
    await page
      .getByRole('button', { name: /StyleGAN2/ })
      .first()
      .click()
    await tab(page, 'Explore')
    const picture = page.getByRole('img', { name: 'Picture of the present latent' })
    await picture.waitFor()
    let before = await settled(picture)
    const group = async (name: string): Promise<void> => {
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: new RegExp(`^${name}`) }).click()
      await page.getByRole('group', { name }).waitFor()
    }
    const moved = async (): Promise<void> => {
      await changed(picture, before)
      before = await settled(picture)
    }

    await group('Truncation')
    await page.getByRole('slider', { name: 'Truncation (ψ)' }).press('Home')
    await moved()
    await page.getByRole('button', { name: 'As it was trained' }).click()
    await moved()
    expect([...(await misplaced(page)), ...(await violations(page))]).toEqual([])

    await group('Style mixing')
    for (const band of ['Coarse', 'Middle', 'Fine']) {
      await page.getByRole('slider', { name: `${band} styles` }).press('End')
      await moved()
    }
    await page.getByRole('spinbutton', { name: 'Second picture' }).fill('77')
    await page.keyboard.press('Tab')
    await moved()
    await page.getByRole('button', { name: 'Another seed: Second picture' }).click()
    await moved()

    await group('Noise')
    expect(await page.getByRole('slider', { name: /^Noise/ }).count()).toBe(4)
    expect(await page.getByRole('spinbutton', { name: /^Seed \d/ }).count()).toBe(4)
    expect([...(await misplaced(page)), ...(await violations(page))]).toEqual([])
    await page.keyboard.press('Escape')
  } finally {
    await studio.stop()
  }
}, 240_000)
