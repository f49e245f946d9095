/**
 * A model that grows while it trains: killed within a fade it goes on to the very losses of an untroubled training, and
 * its levels are told wherever its epochs are.
 */
import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { atelier, jsonLines } from './support/command-line'
import { writePictures } from './support/pictures'
import { losses, read, runNamed } from './support/records'
import { setStage } from './support/stage'
import { until } from './support/until'
import { tab, untilStatus, untilStrip } from './support/window'

// Twelve steps an epoch and eighteen a phase: 4×4 to step 18, 8×8 faded in to 36, 16×16 from 54 to 72.
const [pictures, epochs] = [48, 6]
const settings = ['size=16', 'base=16', 'most=4', 'latent=4', 'batchSize=4', 'phasePictures=72', 'samples=4']
const words = (name: string): string[] => [
  'train',
  ...['--model', 'progan', '--name', name, '--seed', '3', '--epochs', String(epochs)],
  ...settings.flatMap(setting => ['--set', setting])
]

const stage = setStage(
  async ({ folder, workspace }) => {
    const path = await writePictures(join(folder, 'Clothes'), pictures)
    const whole = await atelier(['--workspace', workspace, '--json', ...words('Untroubled'), path])
    expect(whole.status, whole.stderr).toBe(0)
    const told = jsonLines(whole).flatMap(line => {
      const { event, stage } = line as { event?: string; stage?: string }
      return event === 'epoch' ? [stage] : []
    })
    expect(told).toEqual(['4×4', '8×8, 33 % faded in', '8×8', '8×8', '16×16, 33 % faded in', '16×16'])
  },
  { limit: 400_000 }
)

test(
  'killed within a fade, it goes on to the very losses of an untroubled training',
  { timeout: 400_000 },
  async () => {
    const { workspace, folder } = stage
    const beside = spawn(
      process.execPath,
      [resolve('out/main/cli.js'), '--workspace', workspace, ...words('Killed'), join(folder, 'Clothes')],
      { stdio: ['ignore', 'pipe', 'inherit'] }
    )
    let said = ''
    beside.stdout.setEncoding('utf8').on('data', piece => {
      said += String(piece)
    })
    await until('an epoch that ends within a fade', () => said.includes('epoch 2/'), 300_000)
    beside.kill('SIGKILL')
    const run = await until(
      'the run is known to be interrupted',
      () => {
        const found = runNamed(workspace, 'Killed')
        return found.status === 'interrupted' ? found : null
      },
      60_000
    )
    const checkpoints = read(workspace, ({ history }) => history.checkpoints(run.id).map(({ step }) => step))
    expect(checkpoints.at(-1)).toBeGreaterThanOrEqual(24)
    const resumed = await atelier(['--workspace', workspace, 'resume', run.id])
    expect(resumed.status, resumed.stderr).toBe(0)
    const expected = losses(workspace, runNamed(workspace, 'Untroubled').id)
    expect(expected.step).toHaveLength(epochs * 12)
    expect(losses(workspace, run.id)).toEqual(expected)
  }
)

test('every place that tells an epoch tells its level', { timeout: 200_000 }, async () => {
  const { page } = stage
  await page
    .getByRole('navigation')
    .getByRole('button', { name: /^Untroubled/ })
    .click()
  await untilStatus(page, /^Finished, 6 epochs/)
  await untilStrip(page, epochs)
  const strip = page.getByRole('listbox', { name: 'Epochs' })
  await strip.getByRole('option', { name: 'Epoch 2, 8×8, 33 % faded in' }).click()
  await page.getByText('Epoch 2, 8×8, 33 % faded in', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Back to the newest' }).click()
  await page.getByText(/^Epoch \d+, the newest, 16×16$/).waitFor()

  await tab(page, 'Gallery')
  await page.getByText('8×8 33 %', { exact: true }).waitFor()
  await page.getByRole('radio', { name: 'Sheets' }).click()
  await page.getByText('Epoch 5, 16×16, 33 % faded in', { exact: true }).waitFor()

  await tab(page, 'Time line')
  await page.getByText('after 72 steps, 16×16', { exact: true }).waitFor()
  await page.getByRole('slider', { name: 'Epoch' }).focus()
  await page.keyboard.press('Home')
  await page.getByText('after 12 steps, 4×4', { exact: true }).waitFor()

  // A checkpoint of an earlier level draws with the networks it was saved with.
  await tab(page, 'Explore')
  await page.getByRole('img', { name: 'Picture of the present latent' }).waitFor()
  expect(stage.view.troubles).toEqual([])
})
