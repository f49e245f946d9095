/**
 * Progressive growing in the window while it trains: header, progress, film strip, gallery and time line say its level
 * and how much of it is faded in, and what is done between two levels is said in words.
 */
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { dropFiles } from '../support/browser'
import { examine } from '../support/looks'
import { writePictures } from '../support/pictures'
import { setStage } from '../support/stage'
import { until } from '../support/until'
import { datasetSheet, status, tab, train, untilStatus } from '../support/window'

const stage = setStage(async ({ folder }) => {
  await writePictures(join(folder, 'Clothes'), 240)
})
const page = (): Page => stage.page

// Sixty steps an epoch and five epochs a phase: 4×4, 8×8 faded in over epochs 6 to 10, 16×16 over 16 to 20.
const settings = {
  Epochs: 2000,
  'Batch size': 4,
  Width: 16,
  'Most channels': 4,
  'Latent size': 4,
  'Pictures per phase': 1200,
  'Passes per epoch': 1
}
const fading8 = /^Training, epoch \d+ of 2,000, 8×8, \d+ % faded in, /

/** Everything that the header has said since this was asked for. */
async function listen(): Promise<() => Promise<string[]>> {
  const words = await status(page()).evaluateHandle(paragraph => {
    const heard = [paragraph.textContent]
    new MutationObserver(() => heard.push(paragraph.textContent)).observe(paragraph, {
      characterData: true,
      childList: true,
      subtree: true
    })
    return heard
  })
  return () => words.jsonValue()
}

const trains = async (): Promise<boolean> => ((await status(page()).textContent()) ?? '').startsWith('Training')

test('its levels are seen while it trains', { timeout: 600_000 }, async () => {
  await page().getByText('Drop a folder of pictures').waitFor()
  await dropFiles(page(), [join(stage.folder, 'Clothes')])
  await datasetSheet(page(), 'Clothes').waitFor()
  await page()
    .getByRole('button', { name: /^All recipes/ })
    .click()
  await page()
    .getByRole('radio', { name: /^Progressive growing/ })
    .click()
  await train(page(), settings)
  await untilStatus(page(), /^Training, epoch \d+ of 2,000, 4×4, /)
  const heard = await listen()

  // The header and the film strip go along.
  await untilStatus(page(), fading8, 300_000)
  const strip = page().getByRole('listbox', { name: 'Epochs' })
  const faded = strip.getByRole('option', { name: /^Epoch \d+, 8×8, \d+ % faded in$/ })
  await faded.first().waitFor()
  // The epoch's number and its level stand apart.
  expect(await faded.first().innerText()).toMatch(/^\d+\s+8×8$/)
  await page()
    .getByText(/^Epoch \d+, the newest, 8×8(, \d+ % faded in)?$/)
    .waitFor()
  const bar = page().getByRole('progressbar', { name: /^Progress of / })
  const before = Number(await bar.getAttribute('aria-valuenow'))
  await until('the progress goes on', async () => Number(await bar.getAttribute('aria-valuenow')) > before)
  expect(await trains()).toBe(true)
  expect((await heard()).filter(words => words.includes('making ready for 8×8'))[0]).toMatch(
    /^Training, epoch \d+ of 2,000, 4×4, (.+ left, )?making ready for 8×8, TensorFlow/
  )

  // So do the gallery, as rows and as sheets, and the time line.
  await tab(page(), 'Gallery')
  await page()
    .getByText(/^8×8 \d+ %$/)
    .first()
    .waitFor()
  await page().getByRole('radio', { name: 'Sheets' }).click()
  await page()
    .getByText(/^Epoch \d+, 8×8, \d+ % faded in$/)
    .first()
    .waitFor()
  await tab(page(), 'Time line')
  const reading = page().getByText(/^after [\d,]+ steps, 8×8(, \d+ % faded in)?$/)
  await reading.waitFor()
  await page().getByRole('slider', { name: 'Epoch' }).press('Home')
  await page().getByText('after 60 steps, 4×4', { exact: true }).waitFor()
  expect(await trains()).toBe(true)

  // The next level comes without anybody doing anything.
  await tab(page(), 'Train')
  await untilStatus(page(), /^Training, epoch \d+ of 2,000, 16×16, \d+ % faded in, /, 300_000)
  await page().getByRole('button', { name: 'Pause', exact: true }).click()
  await untilStatus(page(), /^Paused in epoch \d+ of 2,000, 16×16/)
  expect(await examine(stage.view, '64-growing-train')).toEqual([])
  await page().getByRole('button', { name: 'Stop', exact: true }).click()
  await untilStatus(page(), /^Stopped after epoch \d+ of 2,000$/)
  expect(stage.view.troubles).toEqual([])
})
