/**
 * R3GAN and StyleGAN2 with classes in the window, really trained: what each can be drawn from changes the picture, and
 * is drawn whole at every size and in both themes.
 */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { trainClothes } from '../support/command-line'
import { examine } from '../support/looks'
import { setStage } from '../support/stage'
import { changed, openRun, settled, tab, untilStatus } from '../support/window'

const trainings = {
  Classes:
    'stylegan-classes size=32 most=4 base=64 latent=4 mappingLayers=1 perClass=1 batchSize=8 adaptive=true ' +
    'adaptiveTarget=0 adaptiveSpeed=1',
  Recipe: 'r3gan size=32 width=8 blocks=1 latent=4 samples=4 batchSize=8 lecam=0.1'
}

const stage = setStage(
  async ({ workspace }) => {
    for (const [name, words] of Object.entries(trainings)) {
      const [model = '', ...settings] = words.split(' ')
      await trainClothes(workspace, { name, model, steps: 5, settings })
    }
  },
  { limit: 600_000 }
)
const page = (): Page => stage.page
const made = () => page().getByRole('img', { name: 'Picture of the present latent' })

async function open(name: string): Promise<void> {
  await openRun(page(), name)
  await untilStatus(page(), /^Finished/)
}

const looks = (name: string): Promise<string[]> => examine(stage.view, name)

async function choose(name: RegExp, at: number): Promise<void> {
  await page().getByRole('combobox', { name }).click()
  await page().getByRole('option').nth(at).click()
}

async function group(name: string): Promise<void> {
  await page().keyboard.press('Escape')
  await page()
    .getByRole('button', { name: new RegExp(`^${name}`) })
    .click()
  await page().getByRole('group', { name }).waitFor()
}

test('StyleGAN2 with classes: a class, a mix of two, the space w, levels that are truncated, noise', async () => {
  await open('Classes')
  expect(await looks('60-style-classes-train')).toEqual([])
  // Adaptive augmentation is a curve among the scores, and a column of the table.
  await page().getByRole('radio', { name: 'Scores' }).click()
  const scores = page().getByRole('region', { name: 'Losses' })
  await scores.getByRole('img', { name: /^Accuracy, D\(x\), D\(G\(z\)\), Augmentation over epochs/ }).waitFor()
  await scores.getByText(/^Augmentation \d+ %$/).waitFor()
  expect(await looks('60-style-classes-scores')).toEqual([])
  await page().getByRole('radio', { name: 'Table' }).click()
  await page().getByRole('columnheader', { name: 'Augmentation' }).waitFor()
  await tab(page(), 'Explore')
  let now = await settled(made())
  const moved = async (): Promise<void> => {
    await changed(made(), now)
    now = await settled(made())
  }
  await page().getByRole('radiogroup', { name: 'Class' }).getByRole('radio').nth(3).click()
  await moved()
  await choose(/^Mixed with: /, 5)
  await page().getByRole('slider', { name: 'Mix', exact: true }).press('End')
  await moved()
  await group('Truncation')
  await choose(/^Latent space: /, 1)
  await moved()
  await page().getByRole('slider', { name: 'Truncation (ψ)' }).press('Home')
  await moved()
  await choose(/^Truncated levels: /, 2)
  await moved()
  expect(await looks('61-style-classes-explore')).toEqual([])
  await group('Noise')
  await page().getByRole('slider', { name: 'Noise 32×32' }).press('Home')
  await moved()
  await page().getByRole('slider', { name: 'Noise 32×32' }).press('End')
  await moved()
  await page().getByRole('button', { name: 'Another seed: Seed 32×32' }).click()
  await moved()
  await page().keyboard.press('Escape')
  expect(stage.view.troubles).toEqual([])
}, 400_000)

test('R3GAN: its run, and pictures of other latents', async () => {
  await open('Recipe')
  expect(await looks('62-r3gan-train')).toEqual([])
  await tab(page(), 'Gallery')
  await page().getByRole('grid', { name: 'Samples by epoch and latent' }).waitFor()
  await tab(page(), 'Explore')
  const now = await settled(made())
  await page().getByRole('radio', { name: 'All numbers' }).click()
  await page().getByRole('slider').first().press('End')
  await changed(made(), now)
  expect(await looks('63-r3gan-explore')).toEqual([])
  expect(stage.view.troubles).toEqual([])
}, 400_000)
