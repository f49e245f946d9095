/** A sidebar of three hundred runs: what is drawn of it, what is found, chosen, tagged and compared. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { atelier } from '../support/command-line'
import { examine } from '../support/looks'
import { writePictures } from '../support/pictures'
import { runNamed } from '../support/records'
import { setStage } from '../support/stage'
import { until } from '../support/until'
import { startStudio } from '../support/studio'
import { pixels, train, untilStatus } from '../support/window'

const stage = setStage(async ({ folder, workspace }) => {
  const pictures = await writePictures(join(folder, 'Clothes'), 40)
  for (const [name, width] of [
    ['Narrow', 4],
    ['Wide', 8]
  ] as const) {
    const trained = await atelier(
      ['--workspace', workspace, 'train', pictures, '--name', name, '--epochs', '2', '--seed', '1'].concat(
        '--set',
        `width=${width}`
      )
    )
    expect(trained.status, trained.stderr).toBe(0)
  }
  copyRuns(join(workspace, 'atelier.db'), 300)
})

/** Runs as somebody has them after a year; nothing was kept of them but their names. */
function copyRuns(file: string, count: number): void {
  const database = new Database(file)
  try {
    const columns = database
      .prepare<[], { name: string }>('PRAGMA table_info(runs)')
      .all()
      .map(({ name }) => name)
    const row = database.prepare<[], Record<string, unknown>>("SELECT * FROM runs WHERE name = 'Narrow'").get()
    const insert = database.prepare(
      `INSERT INTO runs (${columns.join()}) VALUES (${columns.map(name => `@${name}`).join()})`
    )
    database.transaction(() => {
      for (let i = 1; i <= count; i++)
        insert.run({ ...row, id: randomUUID(), name: `Run of last year, number ${i}`, place: 1000 + i })
    })()
  } finally {
    database.close()
  }
}

const rows = () => stage.page.locator('nav [data-row]')
const row = (name: string) => stage.page.getByRole('navigation').getByRole('button', { name: new RegExp(`^${name}, `) })

test('only rows in sight are drawn, however far one scrolls; pictures are one press away', async () => {
  const { page } = stage
  await rows().first().waitFor()
  expect(await rows().count()).toBeLessThan(40)
  await page.locator('nav .lists').hover()
  for (let i = 0; i < 20; i++) await page.mouse.wheel(0, 600)
  await until('other rows are drawn', async () => (await row('Run of last year, number 296').count()) === 0)
  expect(await rows().count()).toBeLessThan(40)
  await page.getByRole('button', { name: /^Pictures/ }).click()
  await row('Clothes').waitFor()
})

test('arrow keys reach rows that are not drawn yet, and what is opened comes into sight', async () => {
  const { page } = stage
  await page.locator('nav .lists').evaluate(list => list.scrollTo(0, 0))
  await row('Run of last year, number 300').click()
  await untilStatus(page, /^Finished/)
  await page.keyboard.press('End')
  await until('the last row has the focus', () =>
    page.evaluate(() => document.activeElement?.getAttribute('data-row')?.startsWith('dataset-') ?? false)
  )
  await page.keyboard.press('Control+k')
  await page.getByPlaceholder('A run, a sweep, pictures, a screen or a command').fill('number 150')
  await page.getByRole('option', { name: /number 150/ }).waitFor()
  expect(await examine(stage.view, '73-palette')).toEqual([])
  await page.getByRole('option', { name: /number 150/ }).click()
  await until('the run is shown', async () => (await page.title()).includes('number 150'))
  await row('Run of last year, number 150').waitFor()
  expect(await row('Run of last year, number 150').evaluate(isInSight)).toBe(true)
})

const isInSight = (element: Element): boolean => {
  const [box, list] = [element.getBoundingClientRect(), element.closest('.lists')?.getBoundingClientRect()]
  return list !== undefined && box.top >= list.top && box.bottom <= list.bottom
}

test('one run trains, the others wait in a row: seen at once, moved, begun, taken out, kept', async () => {
  const { page } = stage
  for (const name of ['First', 'Second', 'Third', 'Fourth']) {
    const below = page.getByRole('button', { name: /^Pictures/ })
    if (await below.isVisible()) await below.click()
    await row('Clothes').click()
    await train(page, { Width: 4, 'Passes per epoch': 10_000, 'Name of the run': name })
    // However far one had scrolled.
    await until(`“${name}” is in sight`, () => row(name).evaluate(isInSight))
  }
  const waiting = async (): Promise<(string | undefined)[]> => {
    const labels = await rows().evaluateAll(all => all.map(each => each.getAttribute('aria-label') ?? ''))
    return labels.filter(label => label.includes(', Waiting, ')).map(label => label.split(', epoch ')[0])
  }
  const choose = async (name: string, what: string): Promise<void> => {
    await row(name).click({ button: 'right' })
    await page.getByRole('menuitem', { name: what }).click()
  }
  expect(await waiting()).toEqual(['Second, Waiting, next', 'Third, Waiting, 2nd', 'Fourth, Waiting, 3rd'])
  await row('Third').press('Alt+ArrowUp')
  await until('it is the next', async () => (await waiting())[0] === 'Third, Waiting, next')
  await choose('Fourth', 'Take out of the queue')
  await until('two wait', async () => (await waiting()).length === 2)
  await choose('Second', 'Start now')
  await until('one waits', async () => (await waiting()).length === 1)
  expect(await waiting()).toEqual(['Third, Waiting, next'])
  const states = (): string[] =>
    ['First', 'Second', 'Third', 'Fourth'].map(name => runNamed(stage.workspace, name).status)
  await until('two train', () => states().join() === 'training,training,waiting,stopped')

  await stage.studio.stop()
  stage.studio = await startStudio(stage.workspace)
  await until('the one that waited trains', () => states().join() === 'stopped,stopped,training,stopped', 60_000)
  await page.getByRole('navigation').getByRole('searchbox').fill('Third')
  await page
    .getByRole('navigation')
    .getByRole('button', { name: /^Third, Training, / })
    .waitFor()
  await choose('Third', 'Stop')
  await page
    .getByRole('navigation')
    .getByRole('button', { name: /^Third, Stopped, / })
    .waitFor()
  await page.getByRole('navigation').getByRole('searchbox').fill('')
  // Nobody answered while the studio was away.
  stage.view.troubles.splice(0)
}, 180_000)

test('a border is dragged, moved by keys, and set back by a double click', async () => {
  const { page } = stage
  const border = page.getByRole('separator', { name: 'Width of the sidebar' })
  const width = () => page.locator('nav.sidebar').evaluate(element => element.getBoundingClientRect().width)
  const usual = await width()
  const box = await border.boundingBox()
  if (!box) throw new Error('The border is not there.')
  await page.mouse.move(box.x + 4, 300)
  await page.mouse.down()
  await page.mouse.move(box.x + 84, 300)
  await page.mouse.up()
  await until('it is wider', async () => (await width()) === usual + 80)
  await border.press('ArrowLeft')
  await until('it is a little narrower', async () => (await width()) === usual + 64)
  await border.dblclick()
  await until('it is as before', async () => (await width()) === usual)
})

test('two runs are chosen and compared: the same latents, and what was set otherwise', async () => {
  const { page } = stage
  const search = page.getByRole('searchbox', { name: 'Search runs and pictures' })
  await search.fill('e')
  await search.fill('Narrow')
  await row('Narrow').click({ modifiers: ['Control'] })
  await search.fill('Wide')
  await row('Wide').click({ modifiers: ['Control'] })
  const bar = page.getByRole('group', { name: 'Chosen runs' })
  await bar.getByText('2 runs chosen').waitFor()
  await bar.getByRole('button', { name: 'Compare' }).click()
  await page.getByRole('heading', { name: '2 runs compared' }).waitFor()
  const drawn = page.getByRole('region', { name: 'Comparison' }).getByRole('img', { name: /^16 pictures of/ })
  await until('both have drawn', async () => (await drawn.count()) === 2 && (await skeletons()) === 0, 60_000)
  const before = await pixels(drawn.first())
  expect(before).not.toBe(await pixels(drawn.last()))
  const settings = page.getByRole('region', { name: 'Settings' })
  expect(await settings.getByRole('row', { name: /^Width/ }).innerText()).toMatch(/4\s+8/)
  expect(await settings.getByRole('row', { name: /^Seed/ }).count()).toBe(0)
  await settings.getByRole('button', { name: 'All settings' }).click()
  await settings.getByRole('row', { name: /^Seed/ }).waitFor()
  await page
    .getByRole('textbox', { name: 'Seed of the latents' })
    .or(page.getByLabel('Seed of the latents'))
    .first()
    .fill('7')
  await page.keyboard.press('Enter')
  await until('another seed is drawn', async () => (await pixels(drawn.first())) !== before)
  expect(await examine(stage.view, '74-compare')).toEqual([])
  // It comes back with the window.
  await page.reload()
  await page.getByRole('heading', { name: '2 runs compared' }).waitFor()
})

const skeletons = (): Promise<number> => stage.page.locator('main canvas.ui-skeleton').count()

test('runs are tagged together, found by the tag, put into the bin together and brought back', async () => {
  const { page } = stage
  const search = page.getByRole('searchbox', { name: 'Search runs and pictures' })
  const bar = page.getByRole('group', { name: 'Chosen runs' })
  await search.fill('number 29')
  await row('Run of last year, number 299').click({ modifiers: ['Control'] })
  await row('Run of last year, number 297').click({ modifiers: ['Shift'] })
  await bar.getByText('3 runs chosen').waitFor()
  await bar.getByRole('button', { name: 'Tags' }).click()
  const dialog = page.getByRole('dialog', { name: 'Tags of 3 runs' })
  await dialog.getByRole('textbox').fill('baseline, old')
  expect(await examine(stage.view, '75-tags')).toEqual([])
  await dialog.getByRole('button', { name: 'Keep' }).click()
  await search.fill('baseline')
  await until('three are found', async () => (await rows().count()) === 3)
  await bar.getByRole('button', { name: 'Bin' }).click()
  await page.getByText('3 runs are in the bin.').waitFor()
  await until('none is left', async () => (await rows().count()) === 0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await until('they are back', async () => (await rows().count()) === 3)
})
