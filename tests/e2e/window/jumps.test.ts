/** Nothing jumps: each interaction moves less than the browser's measure of what people notice. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { atelier } from '../support/command-line'
import { writePictures } from '../support/pictures'
import { mostShift, shiftsDuring } from '../support/shifts'
import { setStage } from '../support/stage'
import { startStudio } from '../support/studio'
import { until } from '../support/until'
import { tab, untilStatus } from '../support/window'

const stage = setStage(async ({ folder, workspace }) => {
  const pictures = await writePictures(join(folder, 'Clothes'), 60)
  const trained = await atelier(
    ['--workspace', workspace, 'train', pictures, '--name', 'Wardrobe', '--epochs', '3', '--seed', '1'].concat(
      '--set',
      'width=4'
    )
  )
  expect(trained.status, trained.stderr).toBe(0)
})

const open = (name: RegExp): Promise<void> =>
  stage.page.getByRole('navigation').getByRole('button', { name }).first().click()

/** Does something, and expects that nothing jumps. */
async function calmly(act: () => Promise<void>): Promise<void> {
  const { sum, moved } = await shiftsDuring(stage.page, act)
  expect(sum, moved.join('; ')).toBeLessThan(mostShift)
}

test('the measure sees a jump', async () => {
  const { page } = stage
  await page.getByText('Drop a folder of pictures').waitFor()
  const { sum } = await shiftsDuring(page, () =>
    page.evaluate(() => {
      const [main] = document.getElementsByTagName('main')
      main?.prepend(Object.assign(document.createElement('div'), { style: 'flex: none; height: 94px' }))
    })
  )
  expect(sum).toBeGreaterThan(mostShift)
  await page.reload()
})

test('a number that cannot be used', async () => {
  const { page } = stage
  await open(/^Clothes, /)
  const epochs = page.getByRole('complementary', { name: 'Training' }).getByRole('textbox', { name: /^Epochs/ })
  await epochs.waitFor()
  await calmly(async () => {
    await epochs.fill('0')
    await page.getByText('At least 1.').waitFor()
  })
  await calmly(() => epochs.fill('3'))
})

test('new epochs never stand beside the time of the old ones', async () => {
  const training = stage.page.getByRole('complementary', { name: 'Training' })
  const plan = training.getByText(/^[\d,]+ epochs?, /)
  const timeOf = (words: string): string => words.split(', ').at(-1) ?? ''
  const worked = 'the time is being worked out'
  const known = async (): Promise<boolean> => timeOf((await plan.textContent()) ?? worked) !== worked
  await until('a time is known', known)
  const before = timeOf((await plan.textContent()) ?? '')
  const said = await plan.evaluateHandle(line => {
    const all: string[] = []
    new MutationObserver(() => all.push(line.textContent ?? '')).observe(line, {
      characterData: true,
      childList: true,
      subtree: true
    })
    return all
  })
  await training.getByRole('textbox', { name: /^Epochs/ }).fill('1000')
  await until('the new time is known', async () => (await plan.textContent())?.startsWith('1,000') && known())
  const after = (await said.jsonValue()).filter(words => words.startsWith('1,000 epochs'))
  expect(after.map(timeOf)).toContain(worked)
  expect(after.map(timeOf)).not.toContain(before)
  // The card that is chosen says the same time.
  const words = timeOf((await plan.textContent()) ?? '').replace(/ on this machine$/, '')
  expect(await training.getByRole('radio', { checked: true }).first().getAttribute('aria-label')).toContain(words)
})

test('a run says one time, and of each setting whether it is the model’s own', async () => {
  const { page } = stage
  await open(/^Wardrobe/)
  await untilStatus(page, /^Finished/)
  const head =
    (await page
      .getByText(/^Finished, 3 epochs in /)
      .first()
      .textContent()) ?? ''
  const [, time = 'no time'] = /^Finished, 3 epochs in ([^,]+)/.exec(head.trim()) ?? []
  await tab(page, 'Details')
  const said = page.getByRole('region', { name: 'Progress and times' })
  await said.getByText(time, { exact: true }).waitFor()
  // Chosen on the command line; epochs are, too.
  const settings = page.getByRole('region', { name: /^Configuration/ })
  await settings.getByRole('row', { name: /^Width width 4.*differs/ }).waitFor()
  const texts = await settings.allTextContents()
  expect(texts.join(' ')).not.toMatch(/default|changed|[Ss]uggested/)
})

test('an evaluation, from the press to what it found', async () => {
  const { page } = stage
  await open(/^Wardrobe/)
  await untilStatus(page, /^Finished/)
  await tab(page, 'Evaluate')
  await page.getByText('Not evaluated yet').waitFor()
  await page.getByLabel(/^Samples per epoch/).click()
  await page.getByRole('option', { name: '64 samples' }).click()
  await calmly(async () => {
    await page.getByRole('button', { name: 'Evaluate', exact: true }).click()
    await page.getByRole('button', { name: 'Cancel' }).waitFor()
  })
  await calmly(async () => {
    await page.getByRole('img', { name: /and below each the training picture nearest to it$/ }).waitFor()
    await page.getByRole('button', { name: 'Evaluate', exact: true }).waitFor()
  })
})

test('a connection that is lost and comes back, and messages', async () => {
  const { page } = stage
  await tab(page, 'Train')
  const words = page.getByText('The connection to the studio is lost.')
  await calmly(async () => {
    await stage.studio.kill()
    await words.waitFor()
  })
  await calmly(async () => {
    stage.studio = await startStudio(stage.workspace)
    await words.waitFor({ state: 'detached' })
  })
  // The window that was open works.
  await tab(page, 'Explore')
  await until('the picture is drawn', () =>
    page
      .getByRole('img', { name: 'Picture of the present latent' })
      .evaluate(canvas => !canvas.classList.contains('ui-skeleton'))
  )
})
