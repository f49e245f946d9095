/**
 * Autoencoders in the window, really trained: reconstructions beside the training, and a training picture to explore
 * from.
 */
import { join } from 'node:path'
import type { Locator, Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { atelier } from './support/command-line'
import { examine, misplaced, settle } from './support/looks'
import { writeColourPictures } from './support/pictures'
import { setStage } from './support/stage'
import { until } from './support/until'
import { changed, pixels, settled, tab, openRun } from './support/window'

describe('autoencoders', () => {
  const stage = setStage(
    async ({ folder, workspace }) => {
      const train = async (...words: string[]) => {
        const { status, stderr } = await atelier(['--workspace', workspace, 'train', ...words, '--seed', '1'])
        expect(status, stderr).toBe(0)
      }
      await train('fashion-mini', '--model', 'vae', '--epochs', '4', '--set', 'batchSize=50', '--name', 'Map')
      await train(
        'fashion-mini',
        '--model',
        'autoencoder',
        '--epochs',
        '3',
        '--set',
        'network=dense',
        '--set',
        'batchSize=50',
        '--name',
        'Copier'
      )
      const colour = await writeColourPictures(join(folder, 'Round things'), 23)
      await train(
        colour,
        '--model',
        'vae',
        '--epochs',
        '2',
        '--set',
        'size=64',
        '--set',
        'channels=colour',
        '--set',
        'latent=8',
        '--set',
        'width=8',
        '--set',
        'batchSize=8',
        '--set',
        'samples=9',
        '--set',
        'network=conv',
        '--set',
        'likelihood=gaussian',
        '--name',
        'Discs'
      )
    },
    { limit: 180_000 }
  )

  const page = (): Page => stage.page
  async function open(name: string): Promise<void> {
    await openRun(page(), name)
    await tab(page(), 'Train')
  }
  const strip = (): Locator => page().getByRole('region', { name: 'Reconstructions' })

  test('beside a map stand training pictures and what the epoch that is looked at makes of them', async () => {
    await open('Map')
    const newest = strip().getByRole('img', {
      name: /^\d+ training pictures, and below each what epoch 4 makes of it$/
    })
    const canvas = strip().locator('canvas')
    await newest.waitFor()
    const last = await settled(canvas)
    expect(await examine(stage.view, '34-map')).toEqual([])
    await page().getByRole('listbox', { name: 'Epochs' }).focus()
    await page().keyboard.press('Home')
    await strip()
      .getByRole('img', { name: /what epoch 1 makes of it$/ })
      .waitFor()
    await changed(canvas, last)
    await page().getByRole('button', { name: 'Back to the newest' }).click()
    await newest.waitFor()
    // The sheets of the other one are reconstructions themselves.
    await open('Copier')
    await page().getByRole('img', { name: '36 samples of epoch 3' }).waitFor()
    expect(await strip().count()).toBe(0)
  })

  test('in a small window nothing of it is cut off: captions whole, both rows in sight', async () => {
    await page().setViewportSize({ width: 960, height: 640 })
    for (const name of ['Map', 'Copier', 'Discs']) {
      await open(name)
      await page()
        .getByRole('img', { name: /samples of epoch/ })
        .waitFor()
      await settle(page())
      expect(await misplaced(page()), name).toEqual([])
      // Ellipses: what is there, but has no room.
      const clipped = await page()
        .getByRole('tabpanel')
        .locator('.clip')
        .evaluateAll(all =>
          all.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).map(({ textContent }) => textContent)
        )
      expect(clipped, name).toEqual([])
      if (name === 'Copier') continue
      await settled(strip().locator('canvas'))
      const [box, drawing] = await Promise.all([
        strip().getByRole('img').boundingBox(),
        strip().locator('canvas').boundingBox()
      ])
      expect(drawing?.height, name).toBeGreaterThan(50)
      expect((drawing?.y ?? 0) + (drawing?.height ?? Infinity), name).toBeLessThanOrEqual(
        (box?.y ?? 0) + (box?.height ?? 0) + 0.5
      )
      expect((drawing?.x ?? 0) + (drawing?.width ?? Infinity), name).toBeLessThanOrEqual(
        (box?.x ?? 0) + (box?.width ?? 0) + 0.5
      )
    }
    await page().setViewportSize({ width: 1280, height: 800 })
  })

  test('explore goes on from a training picture: chosen by mouse or by number, others on request', async () => {
    await open('Map')
    await tab(page(), 'Explore')
    const picture = page().getByRole('img', { name: 'Picture of the present latent' })
    await picture.waitFor()
    const slider = page().getByRole('region', { name: 'Latent vector' }).locator('input[type=range]').first()
    const before = await settled(picture)
    const value = await slider.inputValue()
    const dialog = page().getByRole('dialog', { name: 'Start from a training picture' })
    const sheet = dialog.locator('canvas')

    await page().getByRole('button', { name: 'From a training picture' }).click()
    await dialog.getByRole('img', { name: '30 training pictures and their reconstructions' }).waitFor()
    const first = await settled(sheet)
    expect(await examine(stage.view, '35-from-a-picture')).toEqual([])
    await dialog.getByRole('button', { name: 'Others' }).click()
    await changed(sheet, first)
    await settled(sheet)
    const { width = 0, height = 0 } = (await sheet.boundingBox()) ?? {}
    await sheet.click({ position: { x: width - 10, y: height - 10 } })
    await dialog.waitFor({ state: 'detached' })
    const chosen = await changed(picture, before)
    expect(await slider.inputValue()).not.toBe(value)

    await page().getByRole('button', { name: 'From a training picture' }).click()
    await dialog.getByRole('spinbutton', { name: 'Picture' }).fill('31')
    expect(await dialog.getByRole('button', { name: 'Start there' }).isDisabled()).toBe(true)
    await dialog.getByRole('spinbutton', { name: 'Picture' }).fill('1')
    await dialog.getByRole('button', { name: 'Start there' }).click()
    await dialog.waitFor({ state: 'detached' })
    await changed(picture, chosen)
    await page().getByRole('button', { name: 'Undo' }).click()
    await until('the picture chosen before is back', async () => (await pixels(picture)) === chosen)
  })

  test('colour pictures of a folder that fills no whole rows; its black places choose nothing', async () => {
    await open('Discs')
    await tab(page(), 'Explore')
    await page().getByRole('button', { name: 'From a training picture' }).click()
    const dialog = page().getByRole('dialog', { name: 'Start from a training picture' })
    await dialog.getByRole('img', { name: '23 training pictures and their reconstructions' }).waitFor()
    const sheet = dialog.locator('canvas')
    await settled(sheet)
    expect(await examine(stage.view, '36-from-a-picture-in-colour')).toEqual([])
    const { width = 0, height = 0 } = (await sheet.boundingBox()) ?? {}
    await sheet.click({ position: { x: width - 10, y: height - 10 } })
    await sheet.click({ position: { x: 10, y: 10 } })
    await dialog.waitFor({ state: 'detached' })
    expect(stage.view.troubles).toEqual([])
  })

  test('evaluation asks the encoder of classes, and calls it so', async () => {
    await open('Copier')
    await tab(page(), 'Evaluate')
    await page().getByRole('heading', { name: 'What the encoder knows of classes' }).waitFor()
    expect(
      await page()
        .getByRole('tabpanel')
        .getByText(/discriminator/i)
        .count()
    ).toBe(0)
  })
})
