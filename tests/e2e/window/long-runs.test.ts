/** A run of a thousand epochs: what is drawn is what is in sight, however far one scrolls. */
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Locator } from 'playwright-core'
import { expect, test } from 'vitest'
import { trainClothes } from '../support/command-line'
import { setStage } from '../support/stage'
import { until } from '../support/until'
import { tab, untilStatus } from '../support/window'

const epochs = 1000
const stage = setStage(async ({ workspace }) => {
  await trainClothes(workspace, { name: 'Long', model: 'mlp-simple', steps: 2, settings: ['samples=16'] })
  lengthen(join(workspace, 'atelier.db'))
})

/** As if every epoch had looked like the first. */
function lengthen(file: string): void {
  const database = new Database(file)
  try {
    for (const table of ['epochs', 'samples']) {
      const row = database.prepare<[], Record<string, unknown>>(`SELECT * FROM ${table} LIMIT 1`).get() ?? {}
      const columns = Object.keys(row)
      const insert = database.prepare(
        `INSERT OR REPLACE INTO ${table} (${columns.join()}) VALUES (${columns.map(name => `@${name}`).join()})`
      )
      database.transaction(() => {
        for (let epoch = 1; epoch <= epochs; epoch++)
          insert.run({ ...row, epoch, ...(columns.includes('step') ? { step: epoch } : {}) })
      })()
    }
    database
      .prepare("UPDATE runs SET epoch = @epochs, step = @epochs, config = json_set(config, '$.epochs', @epochs)")
      .run({ epochs })
  } finally {
    database.close()
  }
}

/** The most elements that there ever were, while a wheel goes from one end to the other. */
async function mostWhile(list: Locator, wheel: () => Promise<void>): Promise<number> {
  await list.hover()
  let most = 0
  for (let turn = 0; turn < 12; turn++) {
    await wheel()
    most = Math.max(most, await list.locator('*').count())
  }
  return most
}

test('its film strip draws the epochs that are in sight', async () => {
  const { page } = stage
  await page
    .getByRole('navigation')
    .getByRole('button', { name: /^Long,/ })
    .click()
  await untilStatus(page, /^Finished/)
  const strip = page.getByRole('listbox', { name: 'Epochs' })
  const first = strip.getByRole('option', { name: /^Epoch 1\b/ })
  await strip.getByRole('option', { name: new RegExp(`^Epoch ${epochs}\\b`) }).waitFor()
  expect(await first.count()).toBe(0)
  expect(await mostWhile(strip, () => page.mouse.wheel(-5000, 0))).toBeLessThan(400)
  await strip.focus()
  await page.keyboard.press('Home')
  await first.waitFor()
  expect(await strip.locator('*').count()).toBeLessThan(400)
})

test.each(['Rows', 'Sheets'])('its gallery draws the %s that are in sight', async shape => {
  const { page } = stage
  await tab(page, 'Gallery')
  await page.getByRole('radio', { name: shape }).click()
  const grid = page.getByRole('grid', { name: 'Samples by epoch and latent' })
  await grid.locator('canvas').first().waitFor()
  expect(await mostWhile(grid, () => page.mouse.wheel(0, -9000))).toBeLessThan(400)
  await grid.focus()
  await page.keyboard.press('Control+Home')
  await until('the first epoch is in sight', async () => {
    const cell = await grid.getByRole('gridcell').first().getAttribute('aria-label')
    return cell?.startsWith('Epoch 1,') === true
  })
  expect(await grid.locator('*').count()).toBeLessThan(400)
})
