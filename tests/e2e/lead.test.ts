/** The picture leads: on Train samples have two fifths of the window, curves a quarter at most; F shows them alone. */
import { cp, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { atelier } from './support/command-line'
import { misplaced, photograph, settle } from './support/looks'
import { writeColourPictures, writePairs, writePictures } from './support/pictures'
import { setStage } from './support/stage'
import { until } from './support/until'
import { openRun } from './support/window'

const windows = [
  { width: 1000, height: 700 },
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 }
] as const
const small = ['--steps', '2', '--seed', '1', '--set', 'width=4', '--set', 'batchSize=4']

describe('the picture leads', () => {
  const stage = setStage(
    async ({ folder, workspace }) => {
      const clothes = await writePictures(join(folder, 'clothes'), 40)
      const three = join(folder, 'three')
      await mkdir(three)
      await cp(join(clothes, 'first'), join(three, 'boots'), { recursive: true })
      await cp(join(clothes, 'second'), join(three, 'coats'), { recursive: true })
      await writeColourPictures(join(three, 'discs'), 20)
      const runs: [name: string, data: string, model: string][] = [
        ['Small', clothes, 'dcgan-28'],
        ['Medium', await writeColourPictures(join(folder, 'discs'), 24), 'dcgan-64'],
        ['Ten classes', 'fashion-mini', 'cgan'],
        ['Three classes', three, 'cgan'],
        ['Pairs', await writePairs(join(folder, 'pairs'), 16), 'cgan-image'],
        ['Points', 'gaussian-2d', 'gaussian-2d'],
        ['Map', clothes, 'vae']
      ]
      for (const [name, data, model] of runs) {
        const { status, stderr } = await atelier([
          ...['--workspace', workspace, 'train', data, '--model', model, '--name', name],
          ...(model === 'gaussian-2d' ? [] : small)
        ])
        expect(status, stderr).toBe(0)
      }
    },
    { limit: 300_000 }
  )
  const page = (): Page => stage.page

  async function open(name: string): Promise<void> {
    await openRun(page(), name)
    await until('its pictures are there', async () => (await shares()).pictures > 0)
    await settle(page())
  }

  /** Shares of the window: of the pixels that belong to pictures, and of the panel of curves. */
  const shares = () =>
    page().evaluate(() => {
      const all = innerWidth * innerHeight
      const curves = document.querySelector('[aria-label=Losses]')?.getBoundingClientRect()
      // What a coder makes of training pictures is its pictures, too.
      const [sheet, ...beside] = document.querySelectorAll<HTMLCanvasElement>(
        'figure canvas:not(.ui-skeleton), [aria-label=Reconstructions] :not(.ui-skeleton) > .box > canvas'
      )
      if (!sheet?.closest('figure') || !curves) return { pictures: 0, curves: 0 }
      const areaOf = (canvas: HTMLCanvasElement): number => {
        const context = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d')
        if (!context || canvas.width * canvas.height === 0) return 0
        context.drawImage(canvas, 0, 0)
        // What is between pictures is transparent.
        const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
        let painted = 0
        for (let i = 3; i < data.length; i += 4) if (data[i] !== 0) painted++
        const { width, height } = canvas.getBoundingClientRect()
        return (painted / (canvas.width * canvas.height)) * width * height
      }
      return {
        pictures: [sheet, ...beside].reduce((sum, canvas) => sum + areaOf(canvas), 0) / all,
        curves: (curves.width * curves.height) / all
      }
    })

  test.each(['Small', 'Medium', 'Ten classes', 'Three classes', 'Pairs', 'Points', 'Map'])(
    'of “%s”, at every size',
    async name => {
      await open(name)
      for (const size of windows) {
        await page().setViewportSize(size)
        // The columns follow the room a frame or two after the window has its size.
        await until(`at ${size.width}×${size.height} the pictures lead`, async () => {
          await settle(page())
          const { pictures, curves } = await shares()
          return pictures >= 0.4 && curves <= 0.25
        })
        expect(await misplaced(page())).toEqual([])
        await photograph(page(), `test-results/screens/90-lead-${name.replace(' ', '-')}-${size.width}.png`)
      }
    },
    60_000
  )

  test('the room of the hidden sidebar is the pictures’', async () => {
    await open('Small')
    await page().setViewportSize(windows[1])
    await settle(page())
    const before = await shares()
    await page().keyboard.press('Control+b')
    await until('the pictures are larger', async () => (await shares()).pictures > before.pictures * 1.08)
    await page().keyboard.press('Control+b')
    await settle(page())
  })

  test('curves are larger on request, and the pictures take their room back', async () => {
    const before = await shares()
    await page().getByRole('button', { name: 'Larger curves' }).click()
    await until('the curves are larger', async () => (await shares()).curves > before.curves * 1.5)
    expect(await misplaced(page())).toEqual([])
    await page().getByRole('button', { name: 'Smaller curves' }).click()
    await until('the pictures are as before', async () => Math.abs((await shares()).pictures - before.pictures) < 0.001)
  })

  test('F shows all pictures and nothing else, Escape comes back', async () => {
    await open('Ten classes')
    await page().keyboard.press('f')
    const alone = page().getByRole('dialog', { name: 'Pictures of Ten classes' })
    const sheet = alone.getByRole('img', { name: '80 samples of epoch 1' })
    await sheet.waitFor()
    await settle(page())
    await photograph(page(), 'test-results/screens/91-lead-alone.png')
    const box = await sheet.boundingBox()
    const { width, height } = await page().evaluate(() => ({ width: innerWidth, height: innerHeight }))
    expect(((box?.width ?? 0) * (box?.height ?? 0)) / (width * height)).toBeGreaterThan(0.6)
    await page().keyboard.press('Escape')
    await alone.waitFor({ state: 'detached' })
    // The keys of the run work on.
    await page().keyboard.press('2')
    await page().getByRole('grid', { name: 'Samples by epoch and latent' }).waitFor()
    await page().keyboard.press('1')
  })

  test('where there is no room for all samples it is said how many there are, a press away', async () => {
    await open('Ten classes')
    await page().setViewportSize(windows[0])
    await settle(page())
    const some = page().getByRole('button', { name: /^\d+ of 80$/ })
    expect(Number((await some.innerText()).split(' ')[0])).toBeLessThan(80)
    await some.click()
    await page()
      .getByRole('dialog', { name: 'Pictures of Ten classes' })
      .getByRole('img', { name: '80 samples of epoch 1' })
      .waitFor()
    await page().keyboard.press('Escape')
  })

  test('a click on a picture opens it through time', async () => {
    await open('Small')
    const sheet = page().getByRole('img', { name: /samples of epoch 1$/ })
    await sheet.click({ position: { x: 5, y: 5 } })
    await page().getByRole('dialog', { name: 'Picture 1 through time' }).waitFor()
    await page().keyboard.press('Escape')
    expect(stage.view.troubles).toEqual([])
  })
})
