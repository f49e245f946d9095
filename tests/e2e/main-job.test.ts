/** The main job in a real browser: drop a folder, train, watch, explore, scrub, export the GIF, come back tomorrow. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { dropFiles, openWindow } from './support/browser'
import { damagedFile, writePictures } from './support/pictures'
import { setStage } from './support/stage'
import { startStudio } from './support/studio'
import { until } from './support/until'
import {
  changed,
  settled,
  datasetSheet,
  pixels,
  stripLength,
  tab,
  train,
  untilStatus,
  untilStrip
} from './support/window'

const epochs = 16

describe('the main job', () => {
  const stage = setStage(async ({ folder }) => {
    await writePictures(join(folder, 'Clothes'), 96, { damaged: true })
  })

  test('a dropped folder becomes a sheet with its counts, and says which file could not be read and why', async () => {
    const { page } = stage
    await page.getByText('Drop a folder of pictures').waitFor()
    await dropFiles(page, [join(stage.folder, 'Clothes')])
    await datasetSheet(page, 'Clothes').waitFor()
    await page
      .getByText(/^96 pictures in 2 classes, 1 could not be read\.\s+The commonest size is 28×28\.\s+Report$/)
      .waitFor()

    await page.getByRole('button', { name: '1 could not be read' }).click()
    const list = page.getByRole('dialog', { name: '1 file could not be read' })
    await list.getByText(`first/${damagedFile}`).waitFor()
    expect(await list.getByRole('listitem').innerText()).toMatch(/damaged\.png\s+The file is damaged or cut short.*\./)
    await page.keyboard.press('Escape')
    await list.waitFor({ state: 'hidden' })
  })

  test('training: the losses move, the gallery grows epoch by epoch', async () => {
    const { page } = stage
    const recipe = page.getByRole('radio', { name: /^Quick sketch,.*recommended/ })
    expect(await recipe.getAttribute('aria-checked')).toBe('true')
    await train(page, { Epochs: epochs, 'Passes per epoch': 1, 'Batch size': 4, Width: 8, Seed: 7 })
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toMatch(/Clothes/)
    await untilStatus(page, /^Training, epoch \d+ of 16/)

    const losses = page.getByRole('region', { name: 'Losses' })
    const chart = losses.getByRole('img', { name: /^Losses of discriminator and generator/ })
    await until('losses are read out', async () => /Discriminator \d.*Generator \d/s.test(await losses.innerText()))
    const reading = await losses.innerText()
    const drawing = await pixels(chart)
    const early = await until('the first epochs appear', async () => {
      const n = await stripLength(page)
      return n >= 1 && n < epochs ? n : null
    })
    await until('the gallery grows', async () => (await stripLength(page)) > early)
    await until('the losses move', async () => (await losses.innerText()) !== reading)
    await changed(chart, drawing)

    await untilStatus(page, /^Finished, 16 epochs/)
    await untilStrip(page, epochs)
    await losses.getByRole('radio', { name: 'Table' }).click()
    const rows = await page.getByRole('region', { name: 'Losses by epoch' }).getByRole('row').allInnerTexts()
    expect(rows).toHaveLength(1 + epochs)
    expect(new Set(rows.slice(1).map(row => row.split('\t').slice(1, 3).join())).size).toBe(epochs)
    for (const row of rows.slice(1))
      for (const loss of row.split('\t').slice(1, 3)) expect(Number(loss)).toBeGreaterThan(0)
    await losses.getByRole('radio', { name: 'Losses' }).click()
  })

  test('the gallery shows every epoch and one latent through time', async () => {
    const { page } = stage
    await tab(page, 'Gallery')
    const grid = page.getByRole('grid', { name: 'Samples by epoch and latent' })
    expect(await grid.getAttribute('aria-rowcount')).toBe(String(epochs))
    await grid.focus()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Enter')
    const through = page.getByRole('dialog', { name: 'Picture 2 through time' })
    await untilStrip(page, epochs, 'Picture 2 by epoch')
    const last = await pixels(through.getByRole('img', { name: `Picture 2 in epoch ${epochs}`, exact: true }))
    await through.getByRole('listbox').focus()
    await page.keyboard.press('Home')
    await changed(through.getByRole('img', { name: 'Picture 2 in epoch 1', exact: true }), last)
    await page.keyboard.press('Escape')
  })

  test('the picture follows a slider, by mouse and by keyboard', async () => {
    const { page } = stage
    await tab(page, 'Explore')
    const picture = page.getByRole('img', { name: 'Picture of the present latent' })
    await picture.waitFor()
    const empty = await picture.evaluate(canvas => {
      const blank = document.createElement('canvas')
      blank.width = (canvas as HTMLCanvasElement).width
      blank.height = (canvas as HTMLCanvasElement).height
      return blank.toDataURL()
    })
    const drawn = await changed(picture, empty)

    await page.getByRole('radio', { name: 'All numbers' }).click()
    const slider = page.getByRole('region', { name: 'Latent vector' }).getByRole('slider').first()
    const { x, y, width, height } = await until('the slider is in sight', () => slider.boundingBox())
    await page.mouse.move(x + width / 2, y + height / 2)
    await page.mouse.down()
    // Away from where it stands: seen to follow while the button is still down.
    const to = Number(await slider.inputValue()) > 0 ? 0.03 : 0.97
    for (const share of [0.5, (0.5 + to) / 2, to]) await page.mouse.move(x + width * share, y + height / 2)
    await changed(picture, drawn)
    await page.mouse.up()
    const dragged = await settled(picture)
    expect(Math.abs(Number(await slider.inputValue()))).toBeGreaterThan(2)

    await slider.focus()
    const before = Number(await slider.inputValue())
    for (let i = 0; i < 10; i++) await page.keyboard.press(before > 0 ? 'PageDown' : 'PageUp')
    await until('the keys move the slider', async () => Number(await slider.inputValue()) !== before)
    await changed(picture, dragged)
    const keyed = await settled(picture)
    await page.keyboard.press('r')
    await changed(picture, keyed)
    const random = await settled(picture)
    await page.keyboard.press('Control+z')
    await changed(picture, random)
    expect(await settled(picture)).toBe(keyed)
  })

  test('the time line goes back and forth by keyboard', async () => {
    const { page } = stage
    await tab(page, 'Time line')
    const epoch = page.getByRole('slider', { name: 'Epoch', exact: true })
    const frame = page.getByRole('img', { name: /^Pictures of epoch / })
    await epoch.focus()
    await page.keyboard.press('End')
    await page.getByRole('img', { name: `Pictures of epoch ${epochs}`, exact: true }).waitFor()
    const last = await pixels(frame)
    await page.keyboard.press('Home')
    await page.getByRole('img', { name: 'Pictures of epoch 1', exact: true }).waitFor()
    const first = await changed(frame, last)
    await page.keyboard.press('ArrowRight')
    await page.getByRole('img', { name: 'Pictures of epoch 2', exact: true }).waitFor()
    await changed(frame, first)
  })

  test('the GIF has a frame for every sampled epoch, all different, at the speed asked for', async () => {
    const { page } = stage
    await page.getByRole('spinbutton', { name: 'Frames per second' }).fill('10')
    await page.getByRole('spinbutton', { name: /^Last frame/ }).fill('1.5')
    await page.getByRole('spinbutton', { name: 'Columns' }).fill('3')
    await page.getByRole('spinbutton', { name: 'Rows' }).fill('2')
    await page.getByRole('spinbutton', { name: /^Enlarge/ }).fill('2')
    await page.keyboard.press('Tab')
    await page.getByText(`${epochs} frames, ${3 * 28 * 2}×${2 * 28 * 2}`).waitFor()
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export GIF' }).click()
    ])
    expect(download.suggestedFilename()).toMatch(/^.*Clothes.*\.gif$/)
    const message = page.getByRole('listitem').filter({ hasText: `is saved: ${epochs} frames` })
    await message.getByText(download.suggestedFilename()).waitFor()
    const [opened] = await Promise.all([
      page.waitForEvent('popup'),
      message.getByRole('button', { name: 'Open', exact: true }).click()
    ])
    const seen = opened.locator('img')
    await seen.waitFor()
    expect(await seen.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBe(168)
    await opened.close()

    const gif = await readFile(await download.path())
    const facts = await sharp(gif, { animated: true }).metadata()
    expect(facts).toMatchObject({ format: 'gif', width: 3 * 28 * 2, pageHeight: 2 * 28 * 2, pages: epochs, loop: 0 })
    expect(facts.delay).toEqual([...Array.from({ length: epochs - 1 }, () => 100), 1500])
    const frames = await Promise.all(
      Array.from({ length: epochs }, async (_, page) =>
        (await sharp(gif, { page }).raw().toBuffer()).toString('base64')
      )
    )
    expect(new Set(frames).size).toBe(epochs)
  })

  test('renaming, deleting and undoing', async () => {
    const { page } = stage
    const sidebar = page.getByRole('navigation', { name: 'Runs and pictures' })
    await page.getByRole('heading', { level: 1 }).getByRole('button').click()
    await page.getByRole('textbox', { name: 'Name of the run' }).fill('My wardrobe')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'My wardrobe' }).waitFor()
    const row = sidebar.getByRole('button', { name: /^My wardrobe, / })
    await row.focus()
    await page.keyboard.press('Delete')
    await row.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Undo' }).click()
    await row.waitFor()
    expect(stage.view.troubles).toEqual([])
  })

  test('after a restart the run is there with its samples', async () => {
    await stage.page.context().close()
    expect(await stage.studio.stop()).toBe(0)
    stage.studio = await startStudio(stage.workspace)
    stage.view = await openWindow(stage.browser, stage.studio.url)
    const { page } = stage
    await page
      .getByRole('navigation')
      .getByRole('button', { name: `My wardrobe, Finished, epoch ${epochs} of ${epochs}` })
      .click()
    await page.getByRole('heading', { name: 'My wardrobe' }).waitFor()
    await tab(page, 'Train')
    await untilStrip(page, epochs)
    const samples = page.getByRole('img', { name: `25 samples of epoch ${epochs}` })
    await until('the samples are drawn', () =>
      samples.evaluate(element => {
        // A copy is read: the page's own canvas, read again and again, would warn of it in the console.
        const { width, height } = element as HTMLCanvasElement
        const copy = new OffscreenCanvas(Math.max(1, width), Math.max(1, height)).getContext('2d')
        if (width > 0 && height > 0) copy?.drawImage(element as HTMLCanvasElement, 0, 0)
        const { data } = copy?.getImageData(0, 0, Math.max(1, width), Math.max(1, height)) ?? { data: [] }
        return new Set(data).size > 50
      })
    )
    await page.reload()
    await page.getByRole('heading', { name: 'My wardrobe' }).waitFor()
    await untilStrip(page, epochs)
    expect(stage.view.troubles).toEqual([])
  })
})
