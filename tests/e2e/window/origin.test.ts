/** A picture that was exported, dropped on the window again: its run is shown and the sliders stand as they stood. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { unzipSync, zipSync } from 'fflate'
import { ALL_FORMATS, BufferSource, Input } from 'mediabunny'
import type { Locator, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { originIn } from '../../../src/shared/origin'
import { atelier, trainClothes } from '../support/command-line'
import { setStage } from '../support/stage'
import { until } from '../support/until'
import { changed, chooseFormat, openRun, pixels, settled, tab, untilStatus } from '../support/window'

const stage = setStage(
  async ({ workspace }) => {
    for (const name of ['Clothes', 'Others'])
      await trainClothes(workspace, { name, model: 'dcgan-28', steps: 4, settings: ['width=8', 'latent=16'] })
  },
  { limit: 600_000 }
)
const page = (): Page => stage.page
const made = () => page().getByRole('img', { name: 'Picture of the present latent' })

/** As a hand drops a file. */
const drop = (place: Locator, file: string, name: string, type = 'image/png'): Promise<void> =>
  place.evaluate(
    (node, { content, name: called, type: kind }) => {
      const transfer = new DataTransfer()
      const bytes = Uint8Array.from(atob(content), letter => letter.charCodeAt(0))
      transfer.items.add(new File([bytes], called, { type: kind }))
      for (const event of ['dragenter', 'dragover', 'drop'])
        node.dispatchEvent(new DragEvent(event, { dataTransfer: transfer, bubbles: true, cancelable: true }))
    },
    { content: readFileSync(file).toString('base64'), name, type }
  )

test('what Explore has saved leads back to its run and its latent, wherever it is dropped', async () => {
  await openRun(page(), 'Clothes')
  await untilStatus(page(), /^Finished/)
  await tab(page(), 'Explore')
  await until('the first picture is there', () => made().evaluate(each => !each.classList.contains('ui-skeleton')))
  const wanted = await settled(made())
  await page().getByRole('button', { name: 'Save as PNG' }).click()
  const saving = page().waitForEvent('download')
  await page()
    .getByRole('menuitem', { name: /^Enlarged/ })
    .click()
  const file = join(stage.folder, 'saved.png')
  await (await saving).saveAs(file)

  await page().keyboard.press('r')
  const other = await changed(made(), wanted)
  await drop(page().getByRole('group', { name: 'Picture', exact: true }), file, 'saved.png')
  await changed(made(), other)
  await until('it is as it was', async () => (await pixels(made())) === wanted)

  await openRun(page(), 'Others')
  await drop(page().locator('main'), file, 'saved.png')
  await page().getByRole('heading', { name: 'Clothes' }).waitFor()
  await until('it is as it was', async () => (await pixels(made())) === wanted)

  // The same on the command line.
  const again = join(stage.folder, 'again.png')
  const { stdout, status } = await atelier(['--workspace', stage.workspace, 'redraw', file, '-o', again, '--json'])
  expect(status).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ epoch: 1, seed: null })
  expect((JSON.parse(stdout) as { latent: number[] }).latent).toHaveLength(16)
  expect(stage.view.troubles).toEqual([])
}, 300_000)

test('a run that was exported is dropped again, is there once more, and asks for pictures that it knows', async () => {
  await openRun(page(), 'Others')
  await tab(page(), 'Time line')
  await chooseFormat(page(), 'Run, to go on elsewhere')
  const [downloaded] = await Promise.all([
    page().waitForEvent('download'),
    page().getByRole('button', { name: 'Export run' }).press('Enter')
  ])
  const file = join(stage.folder, 'Others.atelier')
  await downloaded.saveAs(file)
  await drop(page().locator('main'), file, 'Others.atelier', '')
  await page().getByRole('heading', { name: 'Others 2' }).waitFor()
  // Its pictures are here.
  await until('it can go on', () => page().getByRole('button', { name: 'Train longer' }).isEnabled())

  // One whose pictures are others than those that are here.
  const entries = unzipSync(readFileSync(file))
  const list = JSON.parse(new TextDecoder().decode(entries['bundle.json'])) as { learntFrom: object }
  const other = { ...list, name: 'Strange', learntFrom: { ...list.learntFrom, name: 'Hats', sha256: '0'.repeat(64) } }
  const { 'bundle.json': _, ...rest } = entries
  const strange = join(stage.folder, 'strange.atelier')
  writeFileSync(
    strange,
    zipSync({ 'bundle.json': new TextEncoder().encode(JSON.stringify(other)), ...rest }, { level: 0 })
  )
  await drop(page().locator('main'), strange, 'strange.atelier', '')
  await page().getByRole('heading', { name: 'Strange' }).waitFor()
  await page().getByText('This run was trained on “Hats”').waitFor()
  expect(await page().getByRole('button', { name: 'Train longer' }).isEnabled()).toBe(false)
  await page().getByRole('button', { name: 'Use these pictures' }).press('Enter')
  await page().getByText('not the same ones').waitFor()
  await page().getByRole('button', { name: 'Go on with these anyway' }).press('Enter')
  await until('it can go on', () => page().getByRole('button', { name: 'Train longer' }).isEnabled())
  expect(stage.view.troubles).toEqual([])
}, 300_000)

test('a film leaves as a video that the browser encodes and plays, and leads back as well', async () => {
  await openRun(page(), 'Clothes')
  await tab(page(), 'Time line')
  for (const [label, type, codec] of [
    ['Video (WebM)', 'webm', 'vp9'],
    ['Video (MP4)', 'mp4', 'avc']
  ] as const) {
    await chooseFormat(page(), label)
    const [downloaded] = await Promise.all([
      page().waitForEvent('download'),
      page()
        .getByRole('button', { name: /^Export (WebM|MP4)$/ })
        .press('Enter')
    ])
    await downloaded.saveAs(join(stage.folder, `Clothes.${type}`))
    const bytes = readFileSync(join(stage.folder, `Clothes.${type}`))
    expect(originIn(bytes)).toMatchObject({ name: 'Clothes', format: type })
    const file = new Input({ source: new BufferSource(bytes), formats: ALL_FORMATS })
    expect((await file.getPrimaryVideoTrack())?.codec).toBe(codec)
    // One epoch, which stands for two seconds.
    expect(await file.computeDuration()).toBeCloseTo(2, 1)
  }
  expect(new Set(await played(join(stage.folder, 'Clothes.webm'))).size).toBeGreaterThan(20)
  await openRun(page(), 'Others')
  await drop(page().locator('main'), join(stage.folder, 'Clothes.webm'), 'Clothes.webm', 'video/webm')
  await page().getByRole('heading', { name: 'Clothes' }).waitFor()
  expect(stage.view.troubles).toEqual([])
}, 300_000)

/** Pixels that a player shows of a video's first frame. */
async function played(file: string): Promise<number[]> {
  const player = await page().context().newPage()
  await player.setContent('<video muted></video>')
  await player.bringToFront()
  const pixels = await player.evaluate(
    async source => {
      const video = document.querySelector('video') as HTMLVideoElement
      const shown = new Promise((resolve, reject) => {
        video.requestVideoFrameCallback(resolve)
        video.onerror = () => reject(new Error(video.error?.message))
      })
      video.src = source
      await video.play()
      await shown
      const frame = await createImageBitmap(video)
      const context = new OffscreenCanvas(frame.width, frame.height).getContext(
        '2d'
      ) as OffscreenCanvasRenderingContext2D
      context.drawImage(frame, 0, 0)
      return [...context.getImageData(0, 0, frame.width, frame.height).data]
    },
    `data:video/webm;base64,${readFileSync(file).toString('base64')}`
  )
  await player.close()
  return pixels
}
