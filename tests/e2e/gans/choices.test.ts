/** What a reference GAN is trained with, chosen in the window: what would take days says so, and the run has it. */
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { examine } from '../support/looks'
import { read, runNamed } from '../support/records'
import { setStage } from '../support/stage'
import { until } from '../support/until'
import { datasetSheet, set, train, untilStatus } from '../support/window'

const stage = setStage()
const page = (): Page => stage.page
const pictures = 'Fashion-MNIST (mini)'
const long = (): ReturnType<Page['getByText']> =>
  page().getByText(/^It would take about .+ on this machine(; on a GPU, about .+)?\.$/)

async function choose(label: string, choice: string): Promise<void> {
  // The size of pictures stands with their framing, everything else beside them.
  await page()
    .getByLabel(new RegExp(`^${label}: `))
    .click()
  await page().getByRole('option', { name: choice, exact: true }).click()
}

test('StyleGAN2 with the relativistic loss and LeCam', { timeout: 240_000 }, async () => {
  await page().getByRole('main').getByRole('button', { name: pictures }).click()
  await datasetSheet(page(), pictures).waitFor()
  await page()
    .getByRole('button', { name: /^All recipes/ })
    .click()
  // What a recipe is for is what it stands under.
  const under = (heading: string) => page().getByRole('group', { name: heading, exact: true }).getByRole('radio')
  await under('To reconstruct pictures and mix them')
    .and(page().getByRole('radio', { name: /^Variational autoencoder,/ }))
    .waitFor()
  await under('For photos and drawings')
    .and(page().getByRole('radio', { name: /^StyleGAN2,/ }))
    .click()
  await set(page(), 'Name of the run', 'Chosen')
  await set(page(), 'LeCam regulariser', 0.1)
  await choose('Loss', 'Relativistic (pairs of real and generated)')
  // A hundred million epochs are days on every machine; on a smaller plan nothing is said.
  await set(page(), 'Passes per epoch', 1000)
  await set(page(), 'Epochs', 100_000)
  await long().waitFor()
  expect(await examine(stage.view, '64-days')).toEqual([])
  await choose('Picture size', '32×32')
  for (const [label, value] of [
    ['Width', 4],
    ['Channels times side', 64],
    ['Latent size', 4],
    ['Passes per epoch', 1],
    ['Epochs', 1]
  ] as const)
    await set(page(), label, value)
  await until('nothing is said of days', async () => (await long().count()) === 0)
  await train(page(), {})
  await untilStatus(page(), /^(Training|Finished)/)
  const run = runNamed(stage.workspace, 'Chosen')
  expect(run.settings).toMatchObject({ loss: 'relativistic', lecam: 0.1, size: '32', most: 4 })
  await until(
    'it has trained some steps',
    () => read(stage.workspace, ({ history }) => history.steps(run.id, 4)).step.length > 0
  )
  expect(stage.view.troubles).toEqual([])
})
