/**
 * Points from a name to a trained, explored, evaluated and exported run, with nothing imported: by command line and in
 * the window.
 */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { openWindow } from './support/browser'
import { atelier, jsonLines } from './support/command-line'
import { misplaced, violations } from './support/looks'
import { setStage } from './support/stage'
import { until } from './support/until'
import { changed, settled, tab, train, untilStatus, untilStrip } from './support/window'

const stage = setStage()

test('the command line trains, samples, evaluates and exports it', async () => {
  const call = (...words: string[]) => atelier(['--workspace', join(stage.folder, 'command line'), '--json', ...words])
  const lines = jsonLines(await call('train', 'gaussian-2d', '--model', 'gaussian-2d', '--seed', '1')) as {
    event: string
    epoch?: number
    discriminatorLoss?: number
    generatorLoss?: number
  }[]
  expect(lines.filter(({ event }) => event === 'epoch')).toHaveLength(20)
  for (const { discriminatorLoss = NaN, generatorLoss = NaN } of lines.slice(-4, -1)) {
    expect(Math.abs(discriminatorLoss - Math.LN2)).toBeLessThan(0.02)
    expect(Math.abs(generatorLoss - Math.LN2)).toBeLessThan(0.02)
  }
  const [evaluated] = jsonLines(await call('evaluate', 'latest', '--epochs', '1,20')) as {
    values: { metric: string; epoch: number; value: number; detail: { real: { mean: number[] } } | null }[]
  }[]
  expect(new Set(evaluated?.values.map(({ metric }) => metric))).toEqual(
    new Set(['gaussian-distance', 'sliced-wasserstein'])
  )
  const [first, last] = evaluated?.values.filter(({ metric }) => metric === 'gaussian-distance') ?? []
  expect(last?.value).toBeLessThan(0.6)
  expect(first?.value).toBeGreaterThan(1)
  expect(last?.detail?.real.mean[0]).toBeCloseTo(0.981, 2)

  await call('sample', 'latest', '--count', '300', '-o', join(stage.folder, 'sample.png'))
  expect(await sharp(join(stage.folder, 'sample.png')).metadata()).toMatchObject({
    width: 912,
    height: 512,
    channels: 3
  })
  const [gif] = jsonLines(
    await call('export', 'gif', 'latest', '--every', '1', '-o', join(stage.folder, 'training.gif'))
  )
  expect(gif).toMatchObject({ frames: 20, width: 912, height: 512 })
  expect((await readFile(join(stage.folder, 'training.gif'))).subarray(0, 6).toString()).toBe('GIF89a')

  const refused = await call('train', 'gaussian-2d', '--model', 'dcgan-28')
  expect(refused.status).toBe(1)
  expect(refused.stderr + refused.stdout).toMatch(/learns pictures/)
}, 240_000)

test('the window trains it from the welcome screen, with the scatter live, and explores it', async () => {
  const { page } = await openWindow(stage.browser, stage.studio.url, { width: 1440, height: 900 })
  await page.getByRole('button', { name: /^2-D Gaussian/ }).click()
  const scatter = page.getByRole('img', { name: 'Scatter of 1,000 points' })
  await scatter.waitFor()
  expect(await page.getByRole('group', { name: 'Framing' }).count()).toBe(0)
  await until('the scatter fills its place', async () => ((await scatter.boundingBox())?.width ?? 0) > 400)
  expect([...(await misplaced(page)), ...(await violations(page))]).toEqual([])

  await train(page, {})
  const live = page.getByRole('img', { name: /^Scatter of real and generated points, epoch/ })
  await live.waitFor()
  await untilStatus(page, /^Finished/)
  await untilStrip(page, 20)
  await page.getByRole('img', { name: 'Scatter of real and generated points, epoch 20' }).waitFor()
  // A fast machine has trained it before a first look is over: so back to the first epoch, and on to the last again.
  const last = await settled(live)
  await page.getByRole('listbox', { name: 'Epochs' }).focus()
  await page.keyboard.press('Home')
  await page.getByRole('img', { name: 'Scatter of real and generated points, epoch 1' }).waitFor()
  await changed(live, last)
  await page.keyboard.press('End')
  await page.getByRole('img', { name: 'Scatter of real and generated points, epoch 20' }).waitFor()
  expect(await settled(live)).toBe(last)
  expect([...(await misplaced(page)), ...(await violations(page))]).toEqual([])

  await tab(page, 'Explore')
  const point = page.getByRole('img', { name: /present latent’s point/ })
  await point.waitFor()
  const before = await settled(point)
  await page.keyboard.press('r')
  await changed(point, before)

  await tab(page, 'Evaluate')
  await page.getByRole('button', { name: 'Evaluate', exact: true }).click()
  await page.getByRole('heading', { name: 'Mean and covariance, epoch 20' }).waitFor({ timeout: 60_000 })
  expect(await page.getByText('Nearest pictures,').count()).toBe(0)
}, 240_000)

test('the window trains it step by step, with the discriminator’s surface behind the points', async () => {
  const { page } = await openWindow(stage.browser, stage.studio.url, { width: 1440, height: 900 })
  await page.getByRole('button', { name: 'New', exact: true }).click()
  await page.getByRole('button', { name: /^Ring of eight Gaussians/ }).click()
  await page.getByRole('img', { name: 'Scatter of 1,000 points' }).waitFor()
  await page.getByRole('button', { name: 'Step by step' }).click()
  const step = page.getByRole('button', { name: 'One step' })
  await step.click()
  const sheet = page.getByRole('img', { name: /^Scatter of real and generated points, step/ })
  await page.getByRole('img', { name: 'Scatter of real and generated points, step 1' }).waitFor()
  const first = await settled(sheet)
  await step.click()
  await page.getByRole('img', { name: 'Scatter of real and generated points, step 2' }).waitFor()
  await changed(sheet, first)
  await page.getByText('D: generated to real').waitFor()
  expect([...(await misplaced(page)), ...(await violations(page))]).toEqual([])
  await page.getByRole('button', { name: 'Stop' }).click()
  await untilStatus(page, /^Stopped/)
})
