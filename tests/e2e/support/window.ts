/** What a person does in the window, by roles and accessible names. */
import type { Locator, Page } from 'playwright-core'
import { until } from './until'

/** The dataset sheet of pictures that were just added. */
export const datasetSheet = (page: Page, name: string): Locator =>
  page.getByRole('main').getByRole('heading', { name, level: 1 })

/** Types a setting of the dataset sheet; the advanced ones are opened first. */
export async function set(page: Page, label: string, value: number | string): Promise<void> {
  const field = page
    .getByRole('complementary', { name: 'Training' })
    .getByRole('textbox', { name: new RegExp(`^${label}`) })
  const advanced = page.getByRole('button', { name: /^Advanced/ })
  if (!(await field.isVisible()) && (await advanced.getAttribute('aria-expanded')) === 'false') await advanced.click()
  await field.fill(String(value))
}

/** Fills in settings and presses Train; waits for the run's screen. */
export async function train(page: Page, settings: Record<string, number | string>): Promise<void> {
  for (const [label, value] of Object.entries(settings)) await set(page, label, value)
  await page.getByRole('button', { name: 'Train', exact: true }).click()
  await page.getByRole('tablist', { name: 'Views of this run' }).waitFor()
}

export const tab = (page: Page, name: string): Promise<void> => page.getByRole('tab', { name, exact: true }).click()

/** Chooses a run in the sidebar. */
export const openRun = (page: Page, name: string): Promise<void> =>
  page
    .getByRole('navigation')
    .getByRole('button', { name: new RegExp(`^${name},`) })
    .click()

/** On the time line: the format that is exported. */
export async function chooseFormat(page: Page, label: string): Promise<void> {
  await page.getByRole('combobox', { name: /^Format: / }).click()
  await page.getByRole('option', { name: label, exact: true }).click()
}

/** The status in words under the run's name. */
export const status = (page: Page): Locator => page.getByRole('main').locator('header').getByRole('paragraph').first()

export async function untilStatus(page: Page, words: RegExp, limit = 90_000): Promise<void> {
  await until(`the run's status is ${words}`, async () => words.test((await status(page).textContent()) ?? ''), limit)
}

/** How many epochs the film strip (or another strip of that name) holds. */
export async function stripLength(page: Page, name: string | RegExp = 'Epochs'): Promise<number> {
  const option = page.getByRole('listbox', { name }).getByRole('option').first()
  return (await option.count()) === 0 ? 0 : Number(await option.getAttribute('aria-setsize'))
}

/** Waits until the strip holds so many epochs. */
export async function untilStrip(page: Page, epochs: number, name: string | RegExp = 'Epochs'): Promise<void> {
  await until(`${epochs} epochs are in the film strip`, async () => (await stripLength(page, name)) === epochs)
}

/** Exactly what a canvas shows. */
export const pixels = (canvas: Locator): Promise<string> =>
  canvas.evaluate(element => (element as HTMLCanvasElement).toDataURL())

/** Waits until a canvas shows something else than before. @returns what it shows then */
export async function changed(canvas: Locator, before: string): Promise<string> {
  return until('the canvas changes', async () => {
    const now = await pixels(canvas)
    return now === before ? null : now
  })
}

/**
 * Waits until a canvas has looked the same for half a second: pictures still on their way have come.
 * @returns how it looks
 */
export async function settled(canvas: Locator): Promise<string> {
  let [looks, since] = [await pixels(canvas), Date.now()]
  await until('the canvas comes to rest', async () => {
    const now = await pixels(canvas)
    if (now !== looks) [looks, since] = [now, Date.now()]
    return Date.now() - since > 500
  })
  return looks
}
