/** The probability of adaptive augmentation where it really moves: a curve among the scores, a column of the table. */
import { expect, test } from 'vitest'
import { trainClothes } from '../support/command-line'
import { examine } from '../support/looks'
import { setStage } from '../support/stage'
import { openRun, untilStatus } from '../support/window'

// As sure as it likes to be of real pictures is already too sure: the probability rises by an eighth every fourth step.
const settings =
  'size=32 most=4 base=64 latent=4 mappingLayers=1 samples=4 batchSize=32 passes=1 ' +
  'adaptive=true adaptiveTarget=0 adaptiveSpeed=1'

const stage = setStage(
  ({ workspace }) =>
    trainClothes(workspace, { name: 'Adaptive', model: 'stylegan', steps: 96, settings: settings.split(' ') }),
  { limit: 600_000 }
)

test('the probability of augmentation rises, and is seen to', { timeout: 300_000 }, async () => {
  const { page, view } = stage
  await openRun(page, 'Adaptive')
  await untilStatus(page, /^Finished/)
  await page.getByRole('radio', { name: 'Scores' }).click()
  const scores = page.getByRole('region', { name: 'Losses' })
  await scores.getByRole('img', { name: /^Accuracy, D\(x\), D\(G\(z\)\), Augmentation over epochs/ }).waitFor()
  await scores.getByText(/^Augmentation [1-9]\d* %$/).waitFor()
  expect(await examine(view, '65-adaptive-scores')).toEqual([])
  await page.getByRole('radio', { name: 'Table' }).click()
  const table = page.getByRole('region', { name: 'Losses by epoch' })
  const place = (await table.getByRole('columnheader').allInnerTexts()).indexOf('Augmentation')
  const rows = await table.locator('tbody tr').all()
  const told = await Promise.all(rows.map(async row => row.locator('th, td').nth(place).innerText()))
  const shares = told.map(words => Number(/^(\d+) %$/.exec(words)?.[1]))
  expect(shares.length).toBeGreaterThanOrEqual(3)
  expect(new Set(shares).size).toBeGreaterThanOrEqual(3)
  expect(Math.max(...shares)).toBeGreaterThan(Math.min(...shares) + 10)
  expect(view.troubles).toEqual([])
})
