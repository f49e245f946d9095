/** What is written on the chart of losses, as it comes to the canvas: nothing over curves, a mark where it is cut. */
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { openWindow } from '../support/browser'
import { atelier } from '../support/command-line'
import { settle } from '../support/looks'
import { setStage } from '../support/stage'
import { until } from '../support/until'
import { openRun } from '../support/window'

const stage = setStage(async ({ workspace }) => {
  for (const name of ['Calm', 'Spiked']) {
    const trained = await atelier([
      '--workspace',
      workspace,
      'train',
      'gaussian-2d',
      '--model',
      'gaussian-2d',
      '--name',
      name,
      '--epochs',
      '2'
    ])
    expect(trained.status, trained.stderr).toBe(0)
  }
  // One loss of the kind that flattened all others.
  const database = new Database(join(workspace, 'atelier.db'))
  const row = database.prepare("SELECT id FROM runs WHERE name = 'Spiked'").pluck().get()
  const changed = database
    .prepare(
      `UPDATE steps SET losses = json_set(losses, '$[0]', 65000) WHERE run = ? AND step =
        (SELECT step FROM steps WHERE run = ? ORDER BY step LIMIT 1 OFFSET 40)`
    )
    .run(row, row)
  expect(changed.changes).toBe(1)
  database.close()
})

interface Written {
  words: string
  left: number
  right: number
  top: number
  bottom: number
}

/** Every word that is written on the chart the next time it is drawn, in CSS pixels of its canvas. */
async function writtenOn(page: Page): Promise<{ words: Written[]; plotLeft: number }> {
  const chart = page.getByRole('img', { name: /^Losses of/ })
  await chart.waitFor()
  await settle(page)
  const read = (): Promise<Written[]> => page.evaluate(() => (globalThis as unknown as { written: Written[] }).written)
  await page.evaluate(() => {
    const written: Written[] = []
    Object.assign(globalThis, { written })
    const canvas = document.querySelector<HTMLCanvasElement>('[aria-label^="Losses of"]')
    const context = canvas?.getContext('2d')
    if (!context) throw new Error('There is no chart.')
    const write = context.fillText.bind(context)
    context.fillText = (words, x, y) => {
      const { actualBoundingBoxLeft, actualBoundingBoxRight, actualBoundingBoxAscent, actualBoundingBoxDescent } =
        context.measureText(words)
      const { a, d, e, f } = context.getTransform()
      const ratio = devicePixelRatio
      const at = (px: number, scale: number, moved: number): number => (px * scale + moved) / ratio
      written.push({
        words,
        left: at(x - actualBoundingBoxLeft, a, e),
        right: at(x + actualBoundingBoxRight, a, e),
        top: at(y - actualBoundingBoxAscent, d, f),
        bottom: at(y + actualBoundingBoxDescent, d, f)
      })
      write(words, x, y)
    }
  })
  // A pointer over it draws its line, and all the rest.
  await chart.hover()
  await until('the chart is drawn', async () => (await read()).length > 4)
  // As `afterFit` says of the axis on the left.
  return { words: await read(), plotLeft: 60 }
}

/** Words over words, or half of them. */
const overlaps = (words: readonly Written[]): string[] =>
  words.flatMap((a, i) =>
    words
      .slice(i + 1)
      .flatMap(b =>
        a.words !== b.words &&
        a.words !== '' &&
        b.words !== '' &&
        a.left < b.right &&
        b.left < a.right &&
        a.top < b.bottom &&
        b.top < a.bottom
          ? [`“${a.words}” and “${b.words}”`]
          : []
      )
  )

test.each([1000, 1280, 1920])('at %i, “ln 2” stands on the axis: over no curve, no dot and no number', async width => {
  const { page, troubles } = await openWindow(stage.browser, stage.studio.url, { width, height: 800 })
  await openRun(page, 'Calm')
  const { words, plotLeft } = await writtenOn(page)
  const rest = words.filter(({ words }) => words === 'ln 2')
  expect(rest.length).toBeGreaterThan(0)
  for (const { right } of rest) expect(right).toBeLessThanOrEqual(plotLeft)
  expect(overlaps(words)).toEqual([])
  expect(words.filter(({ words }) => /^[▲▼]/.test(words))).toEqual([])
  expect(troubles).toEqual([])
  await page.context().close()
})

test('one loss at 65,000 does not flatten the others: the chart ends above them and says how far it went', async () => {
  const { page, troubles } = await openWindow(stage.browser, stage.studio.url)
  await openRun(page, 'Spiked')
  const { words } = await writtenOn(page)
  const marks = words.filter(({ words }) => words.startsWith('▲')).map(({ words }) => words)
  expect(new Set(marks)).toEqual(new Set(['▲ up to 65,000']))
  const numbers = words.map(({ words }) => Number(words.replace('−', '-'))).filter(Number.isFinite)
  // Those of the epochs are small, too.
  expect(Math.max(...numbers)).toBeLessThan(10)
  expect(overlaps(words)).toEqual([])
  expect(troubles).toEqual([])
  await page.context().close()
})
