/** The wall is the data: pictures are named, shown large, found, excluded and included again. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { atelier } from '../support/command-line'
import { examine, misplaced, photograph, violations } from '../support/looks'
import { writePictures } from '../support/pictures'
import { setStage } from '../support/stage'
import { until } from '../support/until'
import { changed, settled, tab } from '../support/window'

const stage = setStage(async ({ folder, workspace }) => {
  const found = await writePictures(join(folder, 'Finds'), 50)
  for (const words of [
    ['import', found],
    ['import', 'fashion-mini']
  ]) {
    const { status, stderr } = await atelier(['--workspace', workspace, ...words])
    expect(status, stderr).toBe(0)
  }
})
const page = () => stage.page
const open = (name: string) =>
  page()
    .getByRole('navigation')
    .getByRole('button', { name: new RegExp(`^${name}.*, `) })
    .click()
const wall = () => page().getByRole('listbox', { name: 'Pictures' })
const option = () => wall().getByRole('option')

test(
  'classes are headings with their counts; hover names a ' + 'picture; a click shows it large with its facts',
  async () => {
    await open('Finds')
    await page().getByText('first 25', { exact: true }).waitFor()
    await wall().hover({ position: { x: 30, y: 70 } })
    await until('the picture under the pointer is named', async () =>
      /^first\/.+, \d+ by \d+$/.test((await option().getAttribute('aria-label')) ?? '')
    )
    await wall().click({ position: { x: 30, y: 70 } })
    const dialog = page().getByRole('dialog')
    await dialog.getByText(/^PNG, /).waitFor()
    await dialog.getByText('1 of 50').waitFor()
    expect(await dialog.getByText(/px$/).textContent()).toMatch(/^\d+×\d+ px$/)
    expect(await examine(stage.view, '76-picture')).toEqual([])
    await page().keyboard.press('ArrowRight')
    await dialog.getByText('2 of 50').waitFor()
    await page().keyboard.press('x')
    await dialog.getByText('Excluded: new runs are trained without it').waitFor()
    await page().keyboard.press('Escape')
  }
)

test('what the network sees of the pictures follows the settings', async () => {
  const choose = async (label: string): Promise<void> => {
    await page()
      .getByRole('combobox', { name: /^Augmentation/ })
      .click()
    await page().getByRole('option', { name: label, exact: true }).click()
  }
  await page().getByRole('button', { name: 'Advanced' }).click()
  await page().getByRole('button', { name: 'What the network sees' }).click()
  const seen = page().getByRole('img', { name: '3 pictures as they are, and each 3 times as the network sees it' })
  await choose('Moves')
  await seen.scrollIntoViewIfNeeded()
  const moved = await settled(seen.locator('canvas'))
  expect([...(await misplaced(page())), ...(await violations(page()))]).toEqual([])
  await photograph(page(), 'test-results/screens/77-seen.png')
  await choose('Holes')
  await changed(seen.locator('canvas'), moved)
  await choose('None')
  await page().getByText('With these settings the network sees the pictures as they are.').waitFor()
  await page().getByRole('button', { name: 'What the network sees' }).click()
})

test(
  'what is excluded stays so, is listed, and is not trained on; ' + 'what is found can be excluded together',
  async () => {
    await page().reload()
    await page().getByRole('button', { name: '1 excluded' }).click()
    await page().getByText('1 picture found').waitFor()
    await page().getByRole('button', { name: 'Include it again' }).click()
    await page().getByRole('button', { name: '0 excluded' }).click()
    await page().getByRole('searchbox', { name: 'Find pictures by name' }).fill('SECOND/')
    await page().getByText('25 pictures found').waitFor()
    await page().getByRole('button', { name: 'Exclude all 25' }).click()
    await page().getByText('25 pictures of “Finds” are excluded.').waitFor()
    const { stdout } = await atelier([
      ...['--workspace', stage.workspace, 'train', 'Finds', '--model', 'dcgan-28', '--steps', '1', '--set', 'width=4'],
      ...['--set', 'batchSize=8', '--set', 'samples=4', '--name', 'Half', '--json']
    ])
    expect(stdout).toContain('"part":"1 of 3 steps"')
    await page().getByRole('navigation').getByRole('button', { name: /^Half/ }).click()
    await tab(page(), 'Details')
    await page().getByText('25, without 25 that were excluded').waitFor()
    await page().getByText('Nothing. What its health checks find').waitFor()
    // Of one picture or none nothing can be learnt: that is said, and not tried.
    await open('Finds')
    const button = page().getByRole('button', { name: 'Train', exact: true })
    await until('it can be trained on', async () => !(await button.isDisabled()))
    await page().getByRole('searchbox', { name: 'Find pictures by name' }).fill('first/')
    await page().getByRole('button', { name: 'Exclude all 25' }).click()
    await until('it cannot be trained on', () => button.isDisabled())
  }
)

test('pictures are chosen, moved to a class, held out, and every change is undone', async () => {
  await page().reload()
  await open('Finds')
  // Of one folder, so that both its classes are in sight.
  await page().getByRole('searchbox', { name: 'Find pictures by name' }).fill('first/')
  await page().getByText('25 pictures found').waitFor()
  const include = page().getByRole('button', { name: 'Include all 25 again' })
  if (await include.isVisible()) await include.click()
  const at = async (x: number, modifiers: ('Control' | 'Shift')[]) =>
    wall().click({ position: { x, y: 70 }, modifiers })
  await at(30, ['Control'])
  await at(230, ['Shift'])
  const chosen = page().getByText(/^\d pictures chosen$/)
  await chosen.waitFor()
  const many = Number((await chosen.textContent())?.split(' ')[0])
  expect(many).toBeGreaterThan(1)
  expect(await examine(stage.view, '78-chosen')).toEqual([])
  await page().getByRole('button', { name: 'Move to class…' }).click()
  const dialog = page().getByRole('dialog')
  await dialog.getByRole('combobox', { name: 'Class' }).fill('odd ones')
  await dialog.getByText(/^A new class\./).waitFor()
  expect(await examine(stage.view, '79-class')).toEqual([])
  await dialog.getByRole('button', { name: 'Move', exact: true }).click()
  await page().getByText(`odd ones ${many}`, { exact: true }).waitFor()
  // Its heading is its name: a click renames it.
  await page().getByRole('button', { name: 'odd ones', exact: true }).click()
  await page().getByRole('textbox', { name: 'Name of the class' }).fill('strays')
  await page().keyboard.press('Enter')
  await page().getByText(`strays ${many}`, { exact: true }).waitFor()
  await wall().focus()
  await page().keyboard.press('Control+a')
  await page().getByText('25 pictures chosen').waitFor()
  await page().keyboard.press('Escape')
  await at(30, ['Control'])
  await page().getByRole('button', { name: 'Hold out' }).click()
  await page().getByRole('menuitem', { name: 'For testing' }).click()
  await page().getByRole('button', { name: '1 held out' }).waitFor()
  await page()
    .getByRole('button', { name: /^Version \d+$/ })
    .click()
  await dialog.getByText(/^1 picture held out for testing/).waitFor()
  expect(await examine(stage.view, '80-versions')).toEqual([])
  // Messages of what was done before lie behind it, not over its buttons.
  const layer = (of: string) =>
    page()
      .locator(of)
      .evaluate(element => Number(getComputedStyle(element).zIndex))
  expect(await layer('.toasts')).toBeLessThan(await layer('.ui-scrim'))
  await dialog.getByRole('listitem').filter({ hasText: 'As imported' }).getByRole('button').click()
  await dialog.getByText(/^As version 1 again/).waitFor()
  await page().keyboard.press('Escape')
  await page().getByText('first 25', { exact: true }).waitFor()
  // The message of its rename may still be there.
  expect(await page().getByText(`strays ${many}`, { exact: true }).count()).toBe(0)
})

test('what a training takes is said before it begins, and where each number is from', async () => {
  await page().getByRole('button', { name: 'What it takes' }).click()
  await page()
    .getByText(/Begun now, it ends at/)
    .waitFor()
  await page().getByText('Worked out from the shapes of its layers, to a factor of two.').waitFor()
  await page().getByText('What it takes').scrollIntoViewIfNeeded()
  expect(await examine(stage.view, '81-pre-flight')).toEqual([])
})

test('a wall of many pictures keeps the elements that are in sight alone', async () => {
  await page().reload()
  await open('Fashion')
  const elements = () => wall().locator('*').count()
  await until('the wall shows the first class', () =>
    page()
      .getByText(/^T-shirt\/top /)
      .isVisible()
  )
  expect(await elements()).toBeLessThan(60)
  // The wall may still be laid out anew when it is first asked.
  await until('the last picture is shown', async () => {
    await wall().focus()
    await page().keyboard.press('End')
    const [last] = await option().all()
    return (await last?.getAttribute('aria-label'))?.startsWith('9-ankle-boot/')
  })
  expect(await elements()).toBeLessThan(60)
  const canvas = await wall().locator('canvas').boundingBox()
  expect(canvas?.height).toBeLessThan(800)
})
