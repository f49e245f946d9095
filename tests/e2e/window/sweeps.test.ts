/** A sweep in the window, really trained: begun from the settings of a sheet, watched, compared, and found again. */
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { examine } from '../support/looks'
import { mostShift, shiftsDuring } from '../support/shifts'
import { setStage } from '../support/stage'
import { until } from '../support/until'

const stage = setStage()
const page = () => stage.page
const main = () => page().getByRole('main')
const look = async (name: string): Promise<void> => expect(await examine(stage.view, name)).toEqual([])

test('what a sweep takes is said before it begins; a value that cannot be tried is said in place', async () => {
  await page()
    .getByRole('button', { name: /^2-D Gaussian/ })
    .click()
  await page().getByRole('button', { name: 'Try several' }).click()
  const dialog = page().getByRole('dialog', { name: 'Try several' })
  const values = dialog.getByRole('textbox', { name: 'Values of Learning rate of the generator, separated by commas' })
  await values.fill('0.000001, 9')
  await dialog.getByText('9: At most').waitFor()
  expect(await dialog.getByRole('button', { name: 'Start' }).isDisabled()).toBe(true)
  await values.fill('0.000001, 0.000003, 0.002')
  await dialog.getByRole('textbox', { name: 'Steps of the best' }).fill('450')
  await dialog.getByRole('textbox', { name: 'Seeds' }).fill('1')
  await dialog
    .getByText(/^3 configurations, compared after 150 and 450 steps\. .* 1,350 steps; .* about 750 \(5\d %\)/)
    .waitFor()
  await dialog.getByText(/^[\d.]+ epochs of these points$/).waitFor()
  await dialog.getByRole('textbox', { name: 'Name of the sweep' }).fill('Rates')
  await look('96-try-several')
  await dialog.getByRole('button', { name: 'Start' }).click()
  await main().getByRole('heading', { name: 'Rates', level: 1 }).waitFor()
})

test('it trains by itself, in the queue for all to see; the only rate that learns is the best', async () => {
  await page()
    .getByRole('button', { name: /^Queue/ })
    .click()
  const queue = page().getByRole('region', { name: 'Queue' })
  await queue
    .getByRole('group', { name: /^Rates · \d/ })
    .first()
    .waitFor()
  await queue
    .getByRole('group', { name: 'Rates', exact: true })
    .getByText(/^Under way, \d of 3/)
    .waitFor()
  await queue.getByRole('button', { name: 'Rates', exact: true }).click()
  await main()
    .getByText(/^Finished, 3 configurations/)
    .waitFor({ timeout: 90_000 })
  const best = main().getByRole('row').nth(1)
  expect(await best.innerText()).toMatch(/^1\s+0\.002\s[^]*450\s+Trained to the end\./)
  await main()
    .getByRole('img', { name: /the 1st draws: Learning rate of the generator 0\.002/ })
    .waitFor()
  await look('97-sweep')
})

test('lines and rows light each other, with the keyboard too, and nothing moves', async () => {
  const lines = main().getByRole('listbox', { name: 'Configurations, best first' })
  // Nothing is pointed at.
  await page().mouse.move(2, 2)
  const { sum, moved } = await shiftsDuring(page(), async () => {
    await lines.focus()
    await page().keyboard.press('ArrowDown')
    await main()
      .getByText(/^2nd: Learning rate of the generator 0\.00000\d · .* after 150 steps · Others were better/)
      .waitFor()
  })
  expect(sum, moved.join('; ')).toBeLessThan(mostShift)
  expect(await main().locator('tr.lit').innerText()).toMatch(/^2\s/)
  await main().getByRole('row').nth(1).hover()
  expect(await lines.getByRole('option', { selected: true }).getAttribute('aria-label')).toMatch(/^1st: /)
  await lines.focus()
  await page().keyboard.press('Home')
  await page().keyboard.press('Enter')
  await page().getByRole('tablist', { name: 'Views of this run' }).waitFor()
  await page().goBack()
})

test('its report is one page; it is found in the sidebar with its runs folded away, and by Ctrl+K', async () => {
  const saving = page().waitForEvent('download')
  await main().getByRole('button', { name: 'Save the report' }).click()
  const saved = await saving
  expect(saved.suggestedFilename()).toBe('Rates.html')
  expect(await readFile(await saved.path(), 'utf8')).toContain('<h1>Rates</h1>')

  const sidebar = page().getByRole('navigation')
  const row = sidebar.getByRole('button', { name: /^Rates, Finished, 3 of 3 configurations compared/ })
  expect(await sidebar.getByRole('button', { name: /^Rates · \d, / }).count()).toBe(0)
  await row.focus()
  await page().keyboard.press('ArrowRight')
  await until(
    'its runs are listed',
    async () => (await sidebar.getByRole('button', { name: /^Rates · \d, / }).count()) === 3
  )
  await page().keyboard.press('F2')
  await sidebar.getByRole('textbox', { name: 'Name of the sweep' }).fill('Speeds')
  await page().keyboard.press('Enter')
  await main().getByRole('heading', { name: 'Speeds', level: 1 }).waitFor()

  await page()
    .getByRole('button', { name: /^Queue/ })
    .click()
  await page().getByText('Nothing trains and nothing waits').waitFor()
  await look('99-queue')
  await page().keyboard.press('Control+k')
  await page().getByPlaceholder('A run, a sweep, pictures, a screen or a command').fill('speeds 3 configurations')
  await page().keyboard.press('Enter')
  await main().getByRole('heading', { name: 'Speeds', level: 1 }).waitFor()
})

test('the best is trained longer from its page; a sweep that is deleted leaves its runs', async () => {
  await main().getByRole('button', { name: 'Train the best longer' }).click()
  await page().getByRole('textbox', { name: 'More epochs' }).or(page().getByLabel('More epochs')).first().fill('1')
  await page().getByRole('dialog').getByRole('button', { name: 'Train', exact: true }).click()
  await page().getByRole('tablist', { name: 'Views of this run' }).waitFor()
  await page().goBack()
  await main().getByRole('button', { name: 'More' }).click()
  await page()
    .getByRole('menuitem', { name: /^Delete/ })
    .click()
  await page().getByText('Its 3 runs stay, listed with the others.').waitFor()
  await page().getByRole('button', { name: 'Delete sweep' }).click()
  await page().getByText('Drop a folder of pictures').waitFor()
  expect(
    await page()
      .getByRole('navigation')
      .getByRole('button', { name: /^Rates · \d, / })
      .count()
  ).toBe(3)
  expect(stage.view.troubles).toEqual([])
})
