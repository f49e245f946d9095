/**
 * Training that does not run through: paused, stopped, its engine killed, its studio killed. Nothing finished is lost,
 * nothing is trained twice.
 */
import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { openWindow } from './support/browser'
import { atelier, jsonLines } from './support/command-line'
import { writePictures } from './support/pictures'
import { losses, read, runNamed } from './support/records'
import { setStage } from './support/stage'
import { killTrainer, startStudio } from './support/studio'
import { until } from './support/until'
import { status, train, untilStatus } from './support/window'

/** Epochs of a second or more: long enough to be caught in the middle of. */
const pictures = 400,
  batch = 2,
  width = 48,
  epochs = 3,
  seed = 5
const stepsPerEpoch = pictures / batch
const settings = { 'Passes per epoch': 1, 'Batch size': batch, Width: width, Seed: seed }

describe('interrupted training', () => {
  let reference = ''

  const stage = setStage(async ({ folder, workspace }) => {
    await writePictures(join(folder, 'Clothes'), pictures)
    // What an untroubled training comes to, by the command line: it takes what is recommended, as the window does.
    const whole = await atelier([
      '--workspace',
      workspace,
      '--json',
      'train',
      join(folder, 'Clothes'),
      '--name',
      'Untroubled',
      '--epochs',
      String(epochs),
      '--seed',
      String(seed),
      '--set',
      'passes=1',
      '--set',
      `batchSize=${batch}`,
      '--set',
      `width=${width}`
    ])
    expect(whole.status, whole.stderr).toBe(0)
    reference = String((jsonLines(whole)[0] as { run: string }).run)
  })

  /** Trains the folder's pictures from its sheet. @returns the engines there were before */
  async function start(name: string, epochs: number): Promise<number[]> {
    const { page } = stage
    await page
      .getByRole('navigation')
      .getByRole('button', { name: /^Clothes, 400 pictures/ })
      .click()
    // Asked about at the start: it is there, or will come within this call.
    await until(
      'the studio knows its engine',
      async () =>
        !/Starting/.test((await page.getByRole('button', { name: /^About the engine/ }).textContent()) ?? 'Starting')
    )
    const before = stage.studio.engines()
    await train(page, { ...settings, Epochs: epochs, 'Name of the run': name })
    return before
  }

  test(
    'an engine killed in mid-epoch: the studio goes on, says what happened, and resumes to the very losses ' +
      'of an untroubled training',
    async () => {
      const { page } = stage
      const before = await start('Killed', epochs)
      await inEpoch(page, 2)
      await killTrainer(stage.studio, before)

      await untilStatus(page, /^Interrupted after epoch 1 of 3$/)
      const notice = page.getByRole('main').getByRole('status').filter({ hasText: 'The engine was killed' })
      expect(await notice.innerText()).toMatch(/Everything up to epoch 1 is kept; resume goes on from there\./)
      const run = runNamed(stage.workspace, 'Killed')
      expect(run).toMatchObject({ status: 'interrupted', epoch: 1 })
      const seen = losses(stage.workspace, run.id).step.length
      expect(seen).toBeGreaterThan(stepsPerEpoch)
      expect(seen).toBeLessThan(2 * stepsPerEpoch)
      // It still answers, in other words than those already shown.
      await page.getByRole('tab', { name: 'Explore' }).click()
      await page.getByRole('img', { name: 'Picture of the present latent' }).waitFor()
      await page.getByRole('tab', { name: 'Train' }).click()

      await page.getByRole('button', { name: 'Resume from epoch 1' }).click()
      await untilStatus(page, /^Finished, 3 epochs/)
      const expected = losses(stage.workspace, reference)
      expect(expected.step).toHaveLength(epochs * stepsPerEpoch)
      expect(losses(stage.workspace, run.id)).toEqual(expected)
    }
  )

  test(
    'a command line killed beside the open window: the window says ' + 'so by itself, and goes on with the run',
    async () => {
      const { page, workspace } = stage
      const beside = spawn(
        process.execPath,
        [
          resolve('out/main/cli.js'),
          '--workspace',
          workspace,
          'train',
          'Clothes',
          '--name',
          'Beside',
          '--epochs',
          String(epochs),
          '--seed',
          String(seed),
          '--set',
          'passes=1',
          '--set',
          `batchSize=${batch}`,
          '--set',
          `width=${width}`
        ],
        { stdio: ['ignore', 'pipe', 'inherit'] }
      )
      let said = ''
      beside.stdout.setEncoding('utf8').on('data', piece => {
        said += String(piece)
      })
      await until('its first epoch', () => said.includes('epoch 1/'))
      await page.reload()
      await page
        .getByRole('navigation')
        .getByRole('button', { name: /^Beside, Training/ })
        .click()
      await untilStatus(page, /^Training/)
      await page.getByRole('button', { name: 'Stop', exact: true }).click()
      await page.getByText(`is being trained by the command line (process ${beside.pid})`).first().waitFor()
      beside.kill('SIGKILL')
      const killed = Date.now()
      await untilStatus(page, /^Interrupted after epoch 1 of 3$/)
      expect(Date.now() - killed).toBeLessThan(10_000)
      await page.getByRole('button', { name: 'Resume from epoch 1' }).click()
      await untilStatus(page, /^Finished, 3 epochs/)
      expect(losses(workspace, runNamed(workspace, 'Beside').id)).toEqual(losses(workspace, reference))
    }
  )

  test('pause holds the very step, also for a window opened anew; resume goes on; stop saves that step', async () => {
    const { page } = stage
    await start('Paused', 500)
    await inEpoch(page, 1)
    await page.getByRole('button', { name: 'Pause', exact: true }).click()
    await untilStatus(page, /^Paused in epoch 1 of 500/)
    const { id, step } = runNamed(stage.workspace, 'Paused')
    expect(step).toBeGreaterThan(0)
    await page.reload()
    await untilStatus(page, /^Paused in epoch 1 of 500/)
    await until('the step is shown again', async () => (await stepShown(page)) === step)

    await page.getByRole('button', { name: 'Resume', exact: true }).click()
    await untilStatus(page, /^Training, epoch/)
    await until('steps go on', async () => (await stepShown(page)) > step)
    await page.getByRole('button', { name: 'Stop', exact: true }).click()
    await untilStatus(page, /^Stopped after/)
    const stopped = runNamed(stage.workspace, 'Paused')
    expect(stopped.step).toBeGreaterThan(step)
    expect(read(stage.workspace, ({ history }) => history.checkpoints(id)).at(-1)?.step).toBe(stopped.step)
    expect(losses(stage.workspace, id).step).toEqual(Array.from({ length: stopped.step }, (_, i) => i + 1))
    await page.getByRole('button', { name: 'Resume', exact: true }).waitFor()
  })

  test(
    'a studio killed in mid-epoch takes its engines with it; the next one finds the run interrupted and ' +
      'resumes it',
    async () => {
      await start('Power failure', epochs)
      await inEpoch(stage.page, 2)
      const engines = stage.studio.engines()
      expect(engines).not.toHaveLength(0)
      expect(stage.view.troubles).toEqual([])
      await stage.studio.kill()
      await until('no engine is left behind', () => engines.every(isGone))

      await stage.page.context().close()
      stage.studio = await startStudio(stage.workspace)
      stage.view = await openWindow(stage.browser, stage.studio.url)
      const { page } = stage
      await page
        .getByRole('navigation')
        .getByRole('button', { name: 'Power failure, Interrupted, epoch 1 of 3' })
        .click()
      expect(await status(page).innerText()).toBe('Interrupted after epoch 1 of 3')
      await page.getByRole('button', { name: 'Resume from epoch 1' }).click()
      await untilStatus(page, /^Finished, 3 epochs/)
      expect(losses(stage.workspace, runNamed(stage.workspace, 'Power failure').id)).toEqual(
        losses(stage.workspace, reference)
      )
      expect(stage.view.troubles).toEqual([])
    }
  )
})

/** Waits until an epoch is well under way, and not near its end. */
async function inEpoch(page: Page, epoch: number): Promise<void> {
  await until(`epoch ${epoch} is under way`, async () => {
    const [, step] = /^step ([\d,]+)$/m.exec(await page.getByRole('main').innerText()) ?? []
    const share = Number((step ?? '0').replaceAll(',', '')) / stepsPerEpoch - (epoch - 1)
    return share >= 0.05 && share <= 0.7
  })
}

/** That of the newest losses. */
async function stepShown(page: Page): Promise<number> {
  const words = await page.getByRole('region', { name: 'Losses' }).innerText()
  return Number((/^step ([\d,]+)$/m.exec(words)?.[1] ?? '').replaceAll(',', ''))
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return false
  } catch {
    return true
  }
}
