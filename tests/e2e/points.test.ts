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
import { examine, misplaced, violations } from './support/looks'
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
  await page.getByRole('button', { name: /^Ring of eight Gaussians Eight/ }).click()
  await page.getByRole('img', { name: 'Scatter of 1,000 points' }).waitFor()
  await page.getByRole('button', { name: 'Step by step' }).click()
  await untilStatus(page, /^Paused/)
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

test('a shape drawn with the mouse, or by keyboard, is kept and trained on, step by step from its midst', async () => {
  const view = await openWindow(stage.browser, stage.studio.url, { width: 1280, height: 800 })
  const { page } = view
  await page.getByRole('button', { name: 'New', exact: true }).click()
  await page.getByRole('button', { name: /^Draw a shape/ }).click()
  const paper = page.getByRole('application', { name: 'Paper to draw on' })
  const use = page.getByRole('button', { name: 'Use this shape' })
  expect(await use.isDisabled()).toBe(true)
  const box = (await paper.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
  const at = (x: number, y: number): [number, number] => [box.x + x * box.width, box.y + y * box.height]
  await page.mouse.move(...at(0.2, 0.8))
  await page.mouse.down()
  for (let i = 0; i <= 20; i++) await page.mouse.move(...at(0.2 + 0.03 * i, 0.8 - 0.03 * i))
  await page.mouse.up()
  await page.getByText('1 stroke.').waitFor()
  // The same pen, led by keys.
  await paper.press('ArrowUp')
  await paper.press('Space')
  for (let i = 0; i < 5; i++) await paper.press('ArrowLeft')
  await page.getByText(/^2 strokes, pen down at /).waitFor()
  await paper.press('Space')
  expect(await examine(view, '93-draw')).toEqual([])
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByText(/^1 stroke,/).waitFor()
  await use.click()
  await page.getByRole('heading', { name: 'Drawn shape' }).waitFor()
  await page.getByRole('img', { name: 'Scatter of 1,000 points' }).and(page.locator(':not(.ui-skeleton)')).waitFor()
  // Along the stroke there are points, beside it there are none.
  const bright = await page
    .getByRole('img', { name: 'Scatter of 1,000 points' })
    .evaluate((canvas: HTMLCanvasElement) => {
      const { data, width, height } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? {
        data: [],
        width: 0,
        height: 0
      }
      const counts = { along: 0, beside: 0 }
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++) {
          if ((data[4 * (y * width + x)] ?? 0) < 90) continue
          const off = Math.abs(x / width + y / height - 1)
          if (off < 0.12) counts.along++
          else if (off > 0.3 && x > 0.1 * width && y < 0.9 * height) counts.beside++
        }
      return counts
    })
  expect(bright.along).toBeGreaterThan(1000)
  expect(bright.beside).toBe(0)

  await train(page, { Epochs: 5000 })
  await untilStatus(page, /^Training, epoch/)
  const step = page.getByRole('button', { name: 'One step' })
  await step.click()
  await untilStatus(page, /^Paused/)
  await page.getByRole('button', { name: 'Resume', exact: true }).waitFor()
  expect(await examine(view, '94-step')).toEqual([])
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await untilStatus(page, /^Stopped/)
  expect(await step.getAttribute('aria-disabled')).toBe('true')
  // Whoever presses it all the same is told why.
  await until('stopping is over', () => step.evaluate(button => !(button as HTMLButtonElement).disabled))
  await step.press('Enter')
  const told = page.getByRole('list', { name: 'Messages' }).getByRole('listitem')
  await told.getByText(/does not train\. Resume it, then go on step by step\.$/).waitFor()
  // A message lies on nothing that is needed: not on what it comes from, nor on the strip and its epochs.
  const [message, button, strip] = await Promise.all(
    [
      told,
      step,
      page.getByRole('listbox', { name: 'Epochs' }).or(page.getByText('Every finished epoch appears here.'))
    ].map(async each => (await each.first().boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 })
  )
  expect(message?.y).toBeGreaterThan((button?.y ?? Infinity) + (button?.height ?? 0))
  expect((message?.y ?? Infinity) + (message?.height ?? 0)).toBeLessThanOrEqual(strip?.y ?? 0)
  expect(view.troubles).toEqual([])
})

test('what is what in a scatter is said at every width', async () => {
  const { page } = await openWindow(stage.browser, stage.studio.url, { width: 1000, height: 700 })
  await page
    .getByRole('navigation')
    .getByRole('button', { name: /, (?:Finished|Stopped), / })
    .first()
    .click()
  const figure = page.locator('main figure')
  for (const words of ['Real', 'Generated', 'D: generated to real', 'G’s gradient'])
    await figure.getByRole('listitem').filter({ hasText: words }).first().waitFor()
  expect(await misplaced(page)).toEqual([])
})
