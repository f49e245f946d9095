/** The report on a folder, beside its pictures. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { atelier } from '../support/command-line'
import { examine } from '../support/looks'
import { writePictures } from '../support/pictures'
import { setStage } from '../support/stage'

const stage = setStage(async ({ folder, workspace }) => {
  const found = await writePictures(join(folder, 'Finds'), 50)
  for (let i = 0; i < 25; i++) await writeFile(join(found, 'first', `empty ${i}.png`), '')
  const { status, stderr } = await atelier(['--workspace', workspace, 'import', found])
  expect(status, stderr).toBe(0)
})

test('says what the pictures are and what was done about odd files; more of them are asked for', async () => {
  const { page } = stage
  await page
    .getByRole('navigation')
    .getByRole('button', { name: /^Finds.*, / })
    .click()
  await page.getByRole('button', { name: 'Report', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Report on “Finds”' })
  await dialog.getByText('PNG: 50', { exact: true }).waitFor()
  await dialog.getByText('Empty: 25 files. Left out.').click()
  await dialog.getByText('first/empty 0.png').waitFor()
  expect(await dialog.getByText(/^first\/empty \d+\.png$/).count()).toBe(20)
  expect(await examine(stage.view, '83-report')).toEqual([])
  await dialog.getByRole('button', { name: 'Show more of 5' }).click()
  await dialog.getByText('first/empty 24.png').waitFor()
  expect(await dialog.getByText(/^first\/empty \d+\.png$/).count()).toBe(25)
})
