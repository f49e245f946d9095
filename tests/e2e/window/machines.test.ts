/** Other machines in the window: one is added and looked at, a run is trained there, and is a run like any other. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startMachine, type TestMachine } from '../../remote/support/machine'
import { canServe } from '../../remote/support/ssh-server'
import { atelier } from '../support/command-line'
import { examine, photograph } from '../support/looks'
import { writePictures } from '../support/pictures'
import { setStage } from '../support/stage'
import { train, untilStatus } from '../support/window'

describe.skipIf(!canServe)('another machine', () => {
  let machine: TestMachine
  beforeAll(async () => {
    machine = await startMachine()
  }, 300_000)
  afterAll(() => machine?.stop())
  const stage = setStage(
    async ({ folder, workspace }) => {
      const pictures = await writePictures(join(folder, 'Clothes'), 40)
      const imported = await atelier(['--workspace', workspace, 'import', pictures])
      expect(imported.status, imported.stderr).toBe(0)
      const words = ['machines', 'add', 'lab', 'studio-box', '--folder', machine.folder]
      await atelier(['--workspace', workspace, ...words])
    },
    { limit: 300_000 }
  )

  test('is added, looked at, and refused in words', async () => {
    const { page } = stage
    await page.getByRole('button', { name: /^About the engine/ }).click()
    await page.getByRole('button', { name: 'Other machines…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Machines' })
    await dialog.getByLabel('Name').fill('nobody')
    await dialog.getByLabel('Address').fill('no-such-machine.invalid')
    await dialog.getByLabel('Settings of its jobs').fill('gpus')
    await dialog.getByRole('button', { name: 'Add', exact: true }).click()
    await dialog.getByText('“gpus” is no setting. Say key=value').waitFor()
    await dialog.getByLabel('Settings of its jobs').fill('ray=here')
    await dialog.getByRole('button', { name: 'Add', exact: true }).click()
    await dialog.getByText(/ray=here: Where Ray/).waitFor()
    await dialog.getByLabel('Settings of its jobs').fill('gpus=1  time=4:00:00')
    await dialog.getByRole('button', { name: 'Add', exact: true }).click()
    await dialog
      .getByText(/no-such-machine\.invalid/)
      .nth(1)
      .waitFor()
    await dialog.getByRole('button', { name: 'Check' }).first().click()
    await dialog.getByText(/^SSH alone · Linux/).waitFor()
    expect(await examine(stage.view, '60-machines')).toEqual([])
    await dialog.getByRole('button', { name: 'Remove nobody' }).click()
    await page.keyboard.press('Escape')
  }, 120_000)

  test('trains a run, which is a run like any other here', async () => {
    const { page } = stage
    await page
      .getByRole('navigation')
      .getByRole('button', { name: /^Clothes, / })
      .click()
    await page.getByRole('combobox', { name: /^Train on/ }).click()
    await page.getByRole('option', { name: 'lab' }).click()
    expect(await examine(stage.view, '61-train-on')).toEqual([])
    await train(page, { Epochs: 2, 'Passes per epoch': 1, Width: 4, 'Name of the run': 'Away' })
    await page
      .getByRole('navigation')
      .getByRole('button', { name: /^Queue/ })
      .click()
    const others = page.getByRole('region', { name: 'Queue' }).getByRole('region', { name: 'On other machines' })
    const row = others.getByRole('group', { name: 'Away' })
    await row.getByText(/on lab, sent there/).waitFor()
    await photograph(page, 'test-results/screens/63-queue-elsewhere.png')
    await row.getByRole('button', { name: 'Away', exact: true }).click()
    await untilStatus(page, /^Finished/, 400_000)
    expect(await examine(stage.view, '62-trained-elsewhere')).toEqual([])
    expect(stage.view.troubles).toEqual([])
  }, 500_000)
})
