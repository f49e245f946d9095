/**
 * A run of pairs in the window, really trained: triples beside the training, translations of training pairs and of a
 * picture of one's own, and what is taken away of them.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { dropFiles } from './support/browser'
import { atelier } from './support/command-line'
import { examine, misplaced, settle } from './support/looks'
import { writePairs } from './support/pictures'
import { setStage } from './support/stage'
import { changed, chooseFormat, settled, tab } from './support/window'

describe('translations', () => {
  const stage = setStage(
    async ({ folder, workspace }) => {
      const pairs = await writePairs(join(folder, 'Discs'), 48)
      const { status, stderr } = await atelier([
        '--workspace',
        workspace,
        'train',
        pairs,
        '--model',
        'cgan-image',
        '--epochs',
        '4',
        '--seed',
        '1',
        '--name',
        'Colours',
        ...['width=8', 'batchSize=8', 'passes=3', 'learningRate=0.002'].flatMap(setting => ['--set', setting])
      ])
      expect(status, stderr).toBe(0)
      await sharp({ create: { width: 90, height: 60, channels: 3, background: '#909090' } })
        .jpeg()
        .toFile(join(folder, 'own.jpg'))
      await writeFile(join(folder, 'notes.txt'), 'Nothing to see.')
    },
    { limit: 180_000 }
  )

  const page = (): Page => stage.page
  const made = () => page().getByRole('img', { name: 'The output for the present latent' })
  const given = () => page().getByRole('img', { name: 'The input' })

  test(
    'inputs, what the epoch makes of them, and targets stand ' + 'below one another; three losses beside them',
    async () => {
      await page()
        .getByRole('navigation')
        .getByRole('button', { name: /^Colours,/ })
        .click()
      await tab(page(), 'Train')
      await page().getByRole('img', { name: '12 inputs, what epoch 4 makes of them, and their targets' }).waitFor()
      await page().getByText('Inputs, outputs, targets').waitFor()
      await page().getByRole('region', { name: 'Losses' }).getByText('Difference').first().waitFor()
      await page()
        .getByRole('img', { name: 'Losses of discriminator, generator, and difference over epochs' })
        .waitFor()
      expect(await examine(stage.view, '37-translations')).toEqual([])
      await page().setViewportSize({ width: 960, height: 640 })
      await settle(page())
      expect(await misplaced(page())).toEqual([])
      await page().setViewportSize({ width: 1280, height: 800 })

      await tab(page(), 'Gallery')
      await page().getByText('Choose a picture to see it through time.').waitFor()
      expect(await examine(stage.view, '38-translations-gallery')).toEqual([])

      // The third target of the first row: its pair, and the latent that goes with it.
      const sheet = page().getByRole('tabpanel').locator('canvas').first()
      const { width = 0, height = 0 } = (await sheet.boundingBox()) ?? {}
      await sheet.click({ position: { x: (2.5 / 6) * width, y: (2.5 / 6) * height } })
      const dialog = page().getByRole('dialog', { name: 'Picture 15 through time' })
      await dialog.getByRole('button', { name: 'Explore from here' }).click()
      await dialog.waitFor({ state: 'detached' })
      await page().getByText('pair 11', { exact: true }).waitFor()
      await page().getByRole('img', { name: 'The target' }).waitFor()
    }
  )

  test('explore draws of a training pair beside its target, and of another one', async () => {
    await tab(page(), 'Explore')
    await page().getByRole('img', { name: 'The target' }).waitFor()
    await page()
      .getByText(/^pair \d+$/)
      .waitFor()
    const [first, made1] = [await settled(given()), await settled(made())]
    expect(await examine(stage.view, '39-explore-a-pair')).toEqual([])
    await page().getByRole('button', { name: 'Random' }).click()
    await changed(made(), made1)
    expect(await settled(given())).toBe(first)

    await page().getByRole('button', { name: 'Another training pair' }).click()
    const dialog = page().getByRole('dialog', { name: 'Choose a training pair' })
    await dialog.getByRole('img', { name: /^\d+ training pairs and what is made of them$/ }).waitFor()
    await settled(dialog.locator('canvas'))
    expect(await examine(stage.view, '40-choose-a-pair')).toEqual([])
    await dialog.locator('canvas').click({ position: { x: 30, y: 30 } })
    await dialog.waitFor({ state: 'detached' })
    await changed(given(), first)
  }, 120_000)

  test(
    "a picture of one's own is dropped or chosen, and stands beside " + 'what is made of it; what is none is said',
    async () => {
      const before = await settled(given())
      const datasets = await page().getByRole('navigation').getByRole('listitem').count()
      await dropFiles(
        page(),
        [join(stage.folder, 'own.jpg')],
        page().getByRole('group', { name: 'Input and output' }),
        'Drop to translate it'
      )
      const own = await changed(given(), before)
      await page().getByText('own.jpg').waitFor()
      expect(await page().getByRole('img', { name: 'The target' }).count()).toBe(0)
      expect(await page().getByText('Drop to add these pictures').count()).toBe(0)
      expect(await page().getByRole('navigation').getByRole('listitem').count()).toBe(datasets)
      expect(await examine(stage.view, '41-explore-own')).toEqual([])

      await page().getByLabel('Picture to draw of').setInputFiles(join(stage.folder, 'notes.txt'))
      await page()
        .getByText(/“notes\.txt” cannot be translated\. Its content is not a picture/)
        .waitFor()
      expect(await settled(given())).toBe(own)
      await page()
        .getByLabel('Picture to draw of')
        .setInputFiles(join(stage.folder, 'Discs', 'A', '003.png'))
      await changed(given(), own)
      await page().getByText('003.png').waitFor()
    }
  )

  test(
    'the time line shows them through the epochs, and both ' + 'exports hold inputs, translations and targets',
    async () => {
      // What has the focus says what it is, over the tabs.
      await page().keyboard.press('Escape')
      await tab(page(), 'Time line')
      await page()
        .getByRole('radio', { name: /^Explored/ })
        .click()
      await settled(page().getByRole('img', { name: /^Pictures of epoch/ }))
      await page().getByRole('radio', { name: 'Gallery pictures' }).click()
      await settled(page().getByRole('img', { name: /^Pictures of epoch/ }))
      expect(await examine(stage.view, '42-translations-time')).toEqual([])

      const save = async (button: string) => {
        const download = page().waitForEvent('download')
        await page().getByRole('button', { name: button, exact: true }).click()
        return readFile(await (await download).path())
      }
      await chooseFormat(page(), 'PNG sheet')
      // What is on the stage: the gallery's twelve pairs, six in a row of inputs, one of outputs and one of targets.
      expect(await sharp(await save('Export PNG')).metadata()).toMatchObject({ width: 6 * 28, height: 6 * 28 })
      await chooseFormat(page(), 'Animated GIF')
      const gif = await sharp(await save('Export GIF'), { animated: true }).metadata()
      expect([gif.pages, (gif.width ?? 0) / (gif.pageHeight ?? 1)]).toEqual([4, 1])
      expect(stage.view.troubles).toEqual([])
    }
  )

  test('evaluation says how near what is made is to targets, and counts no copies', async () => {
    await tab(page(), 'Evaluate')
    await page().getByRole('button', { name: 'Evaluate', exact: true }).click()
    await page()
      .getByText(
        'What is generated from your inputs, and below each the target that is nearest to it: at best its own.'
      )
      .waitFor({ timeout: 60_000 })
    expect(
      await page()
        .getByText(/looks? copied/)
        .count()
    ).toBe(0)
    expect(await examine(stage.view, '43-translations-evaluated')).toEqual([])
  })
})
