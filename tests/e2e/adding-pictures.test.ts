/** Ways in that lead nowhere, each with its sentence; and the ways that work. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import sharp from 'sharp'
import { describe, expect, test } from 'vitest'
import { dropFiles } from './support/browser'
import { examine } from './support/looks'
import { writePictures } from './support/pictures'
import { setStage } from './support/stage'
import { datasetSheet, set } from './support/window'

describe('adding pictures', () => {
  const stage = setStage(async ({ folder }) => {
    for (const name of ['empty', 'nested', 'texts', 'damaged'])
      await mkdir(join(folder, name, name === 'nested' ? 'deeper' : ''), { recursive: true })
    await writeFile(join(folder, 'texts', 'notes.txt'), 'no picture')
    for (const name of ['a.png', 'b.jpg']) await writeFile(join(folder, 'damaged', name), Buffer.alloc(200, name))
    await writePictures(join(folder, 'Clothes'), 12)
  })

  test.each([
    [
      'empty',
      /No pictures were found there\. Drop a folder with JPEG, PNG, WebP, GIF, BMP, TIFF, AVIF or HEIC files\./
    ],
    ['nested', /No pictures were found there\./],
    ['texts', /No pictures were found there\./],
    ['damaged', /None of the 2 pictures .*could be read/]
  ])('a folder that is %s: a sentence, and the drop zone stays', async (name, sentence) => {
    const { page } = stage
    await page.getByText('Drop a folder of pictures').waitFor()
    await dropFiles(page, [join(stage.folder, name)])
    const alert = page.getByRole('alert').filter({ hasText: sentence })
    await alert.waitFor()
    await page.getByText('Drop a folder of pictures').waitFor()
    await alert.getByRole('button', { name: 'Close message' }).click()
    await alert.waitFor({ state: 'detached' })
    expect(await page.getByRole('navigation').getByRole('listitem').count()).toBe(0)
  })

  test('loose files are taken as well, of whatever size and kind', async () => {
    const { page } = stage
    const files = await Promise.all(
      (['jpeg', 'webp', 'gif', 'tiff', 'png'] as const).map(async (format, i) => {
        const path = join(stage.folder, `loose.${format}`)
        await sharp({
          create: { width: 40 + 30 * Math.min(i, 3), height: 64, channels: 3, background: { r: 50 * i, g: 90, b: 160 } }
        })
          .toFormat(format)
          .toFile(path)
        return path
      })
    )
    await dropFiles(page, files)
    await datasetSheet(page, 'Dropped pictures').waitFor()
    // Two of five are that large: not “most” of them.
    await page.getByText(/^5 pictures\s*\.\s*The commonest size is 130×64\./).waitFor()
  })

  test('an animation that is dropped alone becomes its frames', async () => {
    const { page } = stage
    const frames = await Promise.all(
      [40, 90, 140, 190, 240].map(r =>
        sharp({ create: { width: 40, height: 30, channels: 3, background: { r, g: 60, b: 90 } } })
          .png()
          .toBuffer()
      )
    )
    const file = join(stage.folder, 'Waves.gif')
    await sharp(frames, { join: { animated: true } })
      .gif()
      .toFile(file)
    await dropFiles(page, [file])
    // How far apart the frames are that are taken is asked.
    const dialog = page.getByRole('dialog', { name: 'Frames of “Waves.gif”' })
    const stride = dialog.getByRole('textbox', { name: 'Take one frame of every' })
    await dialog.getByText('Every frame: 5 pictures.').waitFor()
    await stride.fill('0')
    await dialog.getByText('It must be a whole number of at least 1.').waitFor()
    expect(await dialog.getByRole('button', { name: 'Take them' }).isDisabled()).toBe(true)
    await stride.fill('2')
    await dialog.getByText('Every 2nd frame: 3 pictures.').waitFor()
    expect(await examine(stage.view, '82-stride')).toEqual([])
    await dialog.getByRole('button', { name: 'Take them' }).click()
    await datasetSheet(page, 'Waves').waitFor()
    await page.getByText(/^3 pictures\s*\./).waitFor()
  })

  test('a film becomes its frames; one that cannot be decoded is refused with what to do', async () => {
    const { page } = stage
    const film = join(stage.folder, 'Clip.webm')
    await writeFile(film, Buffer.from(await page.evaluate(record, 12), 'base64'))
    await dropFiles(page, [film])
    await page.getByRole('button', { name: 'Take them' }).click()
    await datasetSheet(page, 'Clip').waitFor()
    // How many of them the recorder kept is its own affair.
    await page
      .getByText(/^\d+ pictures?\b/)
      .first()
      .waitFor()
    await page.getByRole('button', { name: 'New', exact: true }).click()
    await writeFile(join(stage.folder, 'Broken.mp4'), Buffer.alloc(4000, 'x'))
    await dropFiles(page, [join(stage.folder, 'Broken.mp4')])
    const alert = page
      .getByRole('alert')
      .filter({ hasText: /“Broken\.mp4” cannot be decoded here\. Save it as WebM or MP4/ })
    await alert.waitFor()
    await alert.getByRole('button', { name: 'Close message' }).click()
  })

  test('a folder chosen with the button', async () => {
    const { page } = stage
    await page.getByRole('button', { name: 'New', exact: true }).click()
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('button', { name: 'Choose a folder' }).click()
    ])
    await chooser.setFiles(join(stage.folder, 'Clothes'))
    await datasetSheet(page, 'Clothes').waitFor()
    await page.getByText(/^12 pictures in 2 classes/).waitFor()
  })

  test('a setting that cannot be used is marked, with its range, and nothing is trained', async () => {
    const { page } = stage
    await set(page, 'Width', 3)
    await page.getByText('At least 4.').waitFor()
    await page.keyboard.press('Control+Enter')
    await page.getByText('One of the settings cannot be used. Mend what is marked, then train.').waitFor()
    expect(
      await page.getByRole('textbox', { name: /^Width/ }).evaluate(field => field === document.activeElement)
    ).toBe(true)
    await page.getByRole('button', { name: 'Reset Width' }).click()
    await page.getByText('At least 4.').waitFor({ state: 'detached' })
    await set(page, 'Batch size', 'many')
    await page.getByText('“many” is not a number.').waitFor()
    expect(stage.view.troubles).toEqual([])
  })
})

/** A film of so many frames, each of another colour, in base64; runs in the page. */
async function record(frames: number): Promise<string> {
  const canvas = document.createElement('canvas')
  canvas.width = 64
  canvas.height = 48
  const context = canvas.getContext('2d', { alpha: false })
  const stream = canvas.captureStream()
  const recorder = new MediaRecorder(stream, { mimeType: 'video/webm;codecs=vp8' })
  const parts: Blob[] = []
  recorder.ondataavailable = ({ data }) => parts.push(data)
  const ended = new Promise(resolve => (recorder.onstop = resolve))
  recorder.start()
  for (let i = 0; i < frames; i++) {
    if (context) context.fillStyle = `hsl(${(360 * i) / frames} 80% 50%)`
    context?.fillRect(0, 0, 64, 48)
    await new Promise(resolve => setTimeout(resolve, 60))
  }
  recorder.stop()
  await ended
  const bytes = new Uint8Array(await new Blob(parts).arrayBuffer())
  return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''))
}
