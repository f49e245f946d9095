/**
 * What a studio tidies away when it opens: the window says so, the bin shows it and its size, and emptying deletes it.
 */
import { existsSync, readdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { atelier } from './support/command-line'
import { writePictures } from './support/pictures'
import { runNamed } from './support/records'
import { setStage } from './support/stage'
import { until } from './support/until'

const stage = setStage(async ({ folder, workspace }) => {
  const trained = await atelier([
    '--workspace',
    workspace,
    'train',
    await writePictures(join(folder, 'Clothes'), 40),
    '--name',
    'Wardrobe',
    '--epochs',
    '2',
    '--seed',
    '1',
    '--set',
    'width=4'
  ])
  expect(trained.status, trained.stderr).toBe(0)
  // As a crash leaves it, between a sheet and its row.
  await writeFile(
    join(workspace, 'runs', runNamed(workspace, 'Wardrobe').id, 'samples', 'epoch-000003.png'),
    new Uint8Array(300_000)
  )
})

test('what was left over is said, shown in the bin with what it takes, and goes when the bin is emptied', async () => {
  const { page, workspace } = stage
  await page.getByText(/^One file or folder left over from work that was broken off was put into the bin/).waitFor()
  await page.getByRole('button', { name: 'Bin', exact: false }).first().click()
  const dialog = page.getByRole('dialog', { name: 'Bin' })
  await dialog.getByText(/^1 file, 300\s?kB, in the workspace's folder “bin”$/i).waitFor()
  await dialog.getByText(/^300\s?kB on the disk\.$/i).waitFor()
  await dialog.getByRole('button', { name: 'Empty the bin…' }).click()
  await page.getByRole('button', { name: 'Empty the bin', exact: true }).click()
  await until('the bin is empty', () => readdirSync(join(workspace, 'bin')).length === 0)
  expect(existsSync(join(workspace, 'runs', runNamed(workspace, 'Wardrobe').id, 'run.json'))).toBe(true)
  expect(stage.view.troubles).toEqual([])
})
