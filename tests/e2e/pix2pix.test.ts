/**
 * pix2pix from two folders of pairs to translations, with the real engine: imported, trained, translated and evaluated
 * on the command line; seen, given pictures and a folder, and taken away in the window.
 */
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { dropFiles } from './support/browser'
import { atelier, jsonLines } from './support/command-line'
import { examine } from './support/looks'
import { writePairs } from './support/pictures'
import { setStage } from './support/stage'
import { changed, settled, tab } from './support/window'

describe('pix2pix', () => {
  const stage = setStage(
    async ({ folder, workspace }) => {
      const pairs = await writePairs(join(folder, 'Discs'), 10)
      const imported = await atelier(['--workspace', workspace, 'import', pairs])
      expect(imported.stdout, imported.stderr).toContain('10 pairs (A → B)')
      const settings = ['size=32', 'width=4', 'patchLayers=2', 'samples=3', 'passes=1']
      const { status, stdout, stderr } = await atelier([
        '--workspace',
        workspace,
        'train',
        pairs,
        '--model',
        'pix2pix',
        '--epochs',
        '2',
        '--seed',
        '1',
        '--name',
        'Coloured',
        ...settings.flatMap(setting => ['--set', setting])
      ])
      expect(status, stderr).toBe(0)
      expect(stdout).toMatch(/epoch 2\/2 {2}step 20 {2}D .* G .* L1 /)

      await mkdir(join(folder, 'own', 'deep'), { recursive: true })
      await sharp({ create: { width: 90, height: 61, channels: 3, background: '#909090' } })
        .jpeg()
        .toFile(join(folder, 'own', 'wide.jpg'))
      await sharp({ create: { width: 33, height: 70, channels: 3, background: '#404040' } })
        .png()
        .toFile(join(folder, 'own', 'deep', 'tall.png'))
    },
    { limit: 300_000 }
  )
  const command = (...words: string[]) => atelier(['--workspace', stage.workspace, ...words])
  const own = (...path: string[]) => join(stage.folder, 'own', ...path)

  describe('on the command line', () => {
    test('one picture and a whole folder are translated at their own sizes, one way', async () => {
      const one = join(stage.folder, 'one.png')
      const ended = await command('translate', 'Coloured', own('wide.jpg'), '-o', one)
      expect(ended.stdout, ended.stderr).toMatch(/what epoch 2 of "Coloured" makes of the picture, 90×61\./)
      expect(await sharp(one).metadata()).toMatchObject({ width: 90, height: 61, channels: 3 })
      const out = join(stage.folder, 'out')
      const many = await command('--json', 'translate', 'Coloured', own(), '-o', out)
      expect(jsonLines(many).at(-1)).toMatchObject({ event: 'done', translated: 2, failed: 0 })
      expect((await readdir(out, { recursive: true })).toSorted()).toEqual([
        'deep',
        join('deep', 'tall.png'),
        'wide.png'
      ])
      expect(await readFile(join(out, 'wide.png'))).toEqual(await readFile(one))
      const { status, stderr } = await command('translate', 'Coloured', own(), '-o', out, '--direction', 'B,A')
      expect([status, stderr]).toEqual([2, expect.stringMatching(/"Coloured" translates one way/)])
    }, 240_000)

    test('it is evaluated beside its targets, and says whose pairs these are', async () => {
      const { status, stdout, stderr } = await command('evaluate', 'Coloured', '--metrics', 'targets', '--samples', '8')
      expect(status, stderr).toBe(0)
      expect(stdout).toMatch(
        /EPOCH +L1 +L1 OF INPUTS +MS-SSIM TO TARGET +MS-SSIM OF INPUTS +PSNR +PSNR OF INPUTS\n2 +\d/
      )
      expect(stdout).toMatch(
        /\d of 8 translations are nearer to their target than the input is\. The run learns from these/
      )
    }, 120_000)
  })

  describe('in the window', () => {
    const page = (): Page => stage.page
    const input = () => page().getByRole('img', { name: 'The input' })
    const output = () => page().getByRole('img', { name: 'The output for the present latent' })
    const place = () => page().getByRole('group', { name: 'Input and output' })

    test('inputs, what was made of them, and targets are on the sheet and in the gallery', async () => {
      await page()
        .getByRole('navigation')
        .getByRole('button', { name: /^Coloured,/ })
        .click()
      await tab(page(), 'Train')
      await page().getByRole('img', { name: '3 inputs, what epoch 2 makes of them, and their targets' }).waitFor()
      await tab(page(), 'Gallery')
      await page().getByText('2 epochs. Choose a picture to see it through time.').waitFor()
      await page().getByRole('radio', { name: 'Rows' }).click()
      await page()
        .getByText(/Inputs, outputs, targets; choose/)
        .waitFor()
    }, 120_000)

    test('a dropped picture is translated; a dropped folder is translated whole, and saved together', async () => {
      await tab(page(), 'Explore')
      await page().getByRole('img', { name: 'The target' }).waitFor()
      const [before, translated] = [await settled(input()), await settled(output())]
      await dropFiles(page(), [own('wide.jpg')], place(), 'Drop to translate it')
      await page().getByText('wide.jpg', { exact: true }).waitFor()
      await changed(input(), before)
      await changed(output(), translated)
      expect(await page().getByRole('img', { name: 'The target' }).count()).toBe(0)

      const datasets = await page().getByRole('navigation').getByRole('listitem').count()
      await dropFiles(page(), [own()], place(), 'Drop to translate it')
      const dialog = page().getByRole('dialog', { name: 'Translate pictures' })
      await dialog.getByText('2 pictures of 2 translated.').waitFor({ timeout: 60_000 })
      await dialog.getByText('90×61').waitFor()
      await dialog.getByText('33×70').waitFor()
      expect(await examine(stage.view, '62-translate-a-folder')).toEqual([])
      const saving = page().waitForEvent('download')
      await dialog.getByRole('button', { name: 'Save all as a zip archive' }).click()
      const bytes = await readFile(await (await saving).path())
      expect(bytes.includes('own/deep/tall.png') && bytes.includes('own/wide.png')).toBe(true)
      await page().keyboard.press('Escape')
      await dialog.waitFor({ state: 'detached' })
      // It is no new dataset.
      expect(await page().getByRole('navigation').getByRole('listitem').count()).toBe(datasets)
    }, 180_000)

    test('translations beside their targets are measured, and go into a GIF', async () => {
      await tab(page(), 'Evaluate')
      await page().getByRole('button', { name: 'Compare with targets' }).click()
      await page()
        .getByText(/of 10 translations are nearer to their target than the input is/)
        .waitFor({ timeout: 60_000 })
      expect(await examine(stage.view, '63-evaluated-beside-targets')).toEqual([])
      await tab(page(), 'Time line')
      const saving = page().waitForEvent('download')
      await page().getByRole('button', { name: 'Export GIF', exact: true }).click()
      const gif = await sharp(await readFile(await (await saving).path()), { animated: true }).metadata()
      // Three pairs beside one another, input, translation and target below one another.
      expect([gif.pages, (gif.width ?? 0) / (gif.pageHeight ?? 1)]).toEqual([2, 1])
      expect(stage.view.troubles).toEqual([])
    }, 180_000)
  })
})
