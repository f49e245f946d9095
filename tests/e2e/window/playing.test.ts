/** Explore as an instrument: the picture follows the hand, also while another run trains. */
import { existsSync, readFileSync } from 'node:fs'
import { getPriority } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { expect, test } from 'vitest'
import { atelier, trainClothes } from '../support/command-line'
import { examine } from '../support/looks'
import { processes } from '../support/processes'
import { setStage } from '../support/stage'
import { until } from '../support/until'
import { changed, openRun, pixels, settled, tab, untilStatus } from '../support/window'

const stage = setStage(
  async ({ workspace }) => {
    const settings = ['width=8', 'latent=16']
    await trainClothes(workspace, { name: 'Clothes', model: 'dcgan-28', steps: 40, settings })
  },
  { limit: 600_000 }
)
const page = (): Page => stage.page
const made = () => page().getByRole('img', { name: 'Picture of the present latent' })
const firstSlider = () => page().getByRole('region', { name: 'Latent vector' }).getByRole('slider').first()

/** Counts, in the page, requests for pictures: how many there were, and how many were under way at once at most. */
const watchRequests = (): Promise<void> =>
  page().evaluate(() => {
    const seen = { asked: 0, answered: 0, most: 0 }
    Object.assign(globalThis, { seen })
    const send = WebSocket.prototype.send
    WebSocket.prototype.send = function (bytes) {
      const words = new TextDecoder().decode(bytes as ArrayBuffer)
      if (words.includes('generate')) seen.most = Math.max(seen.most, ++seen.asked - seen.answered)
      send.call(this, bytes)
    }
    const put = CanvasRenderingContext2D.prototype.putImageData
    CanvasRenderingContext2D.prototype.putImageData = function (data: ImageData, x: number, y: number) {
      Reflect.apply(put, this, [data, x, y])
      if (this.canvas.getAttribute('aria-label')?.startsWith('Picture of the present')) seen.answered++
    }
  })
/** Of the session that a process is in, as Linux has it. */
const groupPriority = (id: number): number =>
  Number(/nice (-?\d+)/.exec(readFileSync(`/proc/${id}/autogroup`, 'utf8'))?.[1])

const countAnew = (): Promise<void> =>
  page().evaluate(() => {
    Object.assign((globalThis as unknown as { seen: object }).seen, { asked: 0, answered: 0, most: 0 })
  })
const counted = () =>
  page().evaluate(() => (globalThis as unknown as { seen: Record<'asked' | 'answered' | 'most', number> }).seen)

/** Moves a slider as a hand does: many events, of which the last one says where it stops. */
const drag = (to: number): Promise<void> =>
  firstSlider().evaluate(async (element, end) => {
    const slider = element as HTMLInputElement
    for (let i = 0; i <= 60; i++) {
      slider.value = String((end * i) / 60)
      slider.dispatchEvent(new Event('input', { bubbles: true }))
      await new Promise(done => setTimeout(done, 4))
    }
    slider.dispatchEvent(new Event('change', { bubbles: true }))
  }, to)

test('one request at a time, and the newest wins: the picture is that of where the hand stopped', async () => {
  await openRun(page(), 'Clothes')
  await untilStatus(page(), /^Finished/)
  await watchRequests()
  // Who stays with the run has the generator loaded, and the first picture drawn.
  await until('a picture is asked for before the tab is open', async () => (await counted()).asked === 1)
  await tab(page(), 'Explore')
  await until('the first picture is there', () => made().evaluate(each => !each.classList.contains('ui-skeleton')))
  await page().getByRole('radio', { name: 'All numbers' }).click()
  const before = await settled(made())
  await drag(2.5)
  const dragged = await settled(made())
  expect(dragged).not.toBe(before)
  await page().keyboard.press('Control+z')
  await changed(made(), dragged)
  await page().keyboard.press('Control+Shift+z')
  // Drawn alone, where it stopped is the same picture.
  await until('the picture of where it stopped is back', async () => (await settled(made())) === dragged)
  const { asked, most } = await counted()
  expect(most).toBe(1)
  expect(asked).toBeLessThan(61)
}, 200_000)

test('a wall of samples: scrolled, starred, more like one, sorted, mapped, shown; by keyboard', async () => {
  await page().keyboard.press('g')
  const dialog = page().getByRole('dialog', { name: 'Wall of samples' })
  const samples = dialog.getByRole('listbox', { name: 'Samples' })
  const option = dialog.getByRole('option')
  const canvas = samples.locator('canvas')
  expect(await examine(stage.view, '75-wall')).toEqual([])
  const first = await settled(canvas)
  await samples.press('PageDown')
  await changed(canvas, first)
  await samples.press('Home')
  await until('the same pictures are back', async () => (await settled(canvas)) === first)
  await samples.press('ArrowRight')
  expect(await option.getAttribute('aria-label')).toBe('Seed 2')
  await samples.press('s')
  await samples.press('x')
  expect(await option.getAttribute('aria-label')).toBe('Seed 2, rejected')
  await samples.press('m')
  await dialog.getByText('1 liked, 0 not').waitFor()
  await changed(canvas, first)
  await dialog.getByRole('button', { name: 'Forget likes' }).click()
  await dialog.getByRole('combobox', { name: /^Order/ }).click()
  await page().getByRole('option', { name: 'Most real first' }).click()
  await until('they are sorted', async () => (await option.getAttribute('aria-setsize')) === '256')
  await dialog.getByRole('radio', { name: 'Map' }).click()
  const map = dialog.getByRole('listbox', { name: 'Map of samples' })
  const before = await option.getAttribute('aria-label')
  await map.press('ArrowRight')
  await map.press('ArrowLeft')
  await map.press('ArrowDown')
  await until('the ring moves', async () => (await option.getAttribute('aria-label')) !== before)
  const stood = await pixels(made())
  await map.press('Enter')
  await dialog.waitFor({ state: 'detached' })
  await changed(made(), stood)
  expect(await page().getByRole('region', { name: 'Pinned pictures' }).getByRole('listitem').count()).toBe(1)
}, 200_000)

test('the output page shows the picture alone, and follows', async () => {
  const [output] = await Promise.all([page().context().waitForEvent('page'), page().keyboard.press('o')])
  const picture = output.getByRole('img', { name: 'What Explore shows' }).locator('canvas')
  await until('it shows what Explore shows', async () => (await pixels(picture)) === (await pixels(made())))
  expect(await output.getByRole('navigation').count()).toBe(0)
  const before = await pixels(picture)
  await page().bringToFront()
  await page().keyboard.press('r')
  await changed(picture, before)
  await until('it has followed', async () => (await pixels(picture)) === (await settled(made())))
  // Loaded anew it is still an output page, and shows what was shown last.
  await output.reload()
  await until('it is back', async () => (await pixels(picture)) === (await pixels(made())))
  await output.close()
  await page().keyboard.press('o')
}, 100_000)

test('the same latent at every checkpoint, along a slider; the newest is followed at its end', async () => {
  const time = page().getByRole('slider', { name: 'Epoch that draws' })
  const newest = await settled(made())
  await time.press('Home')
  const first = await changed(made(), newest)
  expect(await time.getAttribute('aria-valuetext')).toBe('Epoch 1')
  await page().keyboard.press('p')
  await page().keyboard.press('r')
  await changed(made(), first)
  await page().keyboard.press('p')
  await page().getByRole('button', { name: 'Pad and sums of pins…' }).click()
  const dialog = page().getByRole('dialog', { name: 'Pad and sums of pins' })
  await dialog.getByRole('radio', { name: 'Walk and time' }).click()
  const pad = dialog.getByRole('slider', { name: 'Walk and time' })
  await pad.press('ArrowDown')
  expect(await pad.getAttribute('aria-valuetext')).toBe('0 % of the walk, epoch 2')
  await pad.press('ArrowRight')
  expect(await pad.getAttribute('aria-valuetext')).toBe('5 % of the walk, epoch 2')
  await page().keyboard.press('Escape')
  expect(await time.getAttribute('aria-valuetext')).toBe('Epoch 2, the newest')
}, 100_000)

test('a knob of a MIDI controller is learnt, and moves the control from then on', async () => {
  // No machine of tests has a controller: messages are those that one sends.
  await page().evaluate(() => {
    const input = { name: 'Eight knobs', onmidimessage: null as ((event: { data: Uint8Array }) => void) | null }
    const access = { inputs: new Map([['1', input]]), onstatechange: null }
    Object.defineProperty(navigator, 'requestMIDIAccess', { value: () => Promise.resolve(access) })
    Object.assign(globalThis, {
      turn: (value: number) => input.onmidimessage?.({ data: Uint8Array.of(0xb0, 21, value) })
    })
  })
  const turn = (value: number): Promise<void> =>
    page().evaluate(to => (globalThis as unknown as { turn: (value: number) => void }).turn(to), value)
  await page().getByRole('button', { name: 'Play it' }).click()
  await page().getByRole('menuitem', { name: 'Controllers and sound…' }).click()
  const dialog = page().getByRole('dialog', { name: 'Controllers and sound' })
  await dialog.getByRole('combobox', { name: /^Control/ }).click()
  await page().getByRole('option', { name: 'Number 1 of the latent', exact: true }).click()
  await dialog.getByRole('button', { name: 'Learn' }).click()
  await dialog.getByText('Connected: Eight knobs.').waitFor()
  await turn(0)
  await dialog.getByText('Knob 21 of channel 1').waitFor()
  expect(await examine(stage.view, '78-controllers')).toEqual([])
  await page().keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  await turn(127)
  await until('the slider is at its end', async () => (await firstSlider().inputValue()) === '3')
}, 100_000)

test('on the command line a wall is a sheet, sorted', async () => {
  const file = join(stage.folder, 'wall.png')
  const words = ['wall', 'Clothes', '--count', '9', '--sort', 'novelty', '--within', '0.7', '--json', '-o', file]
  const { status, stdout, stderr } = await atelier(['--workspace', stage.workspace, ...words])
  expect([status, stderr]).toEqual([0, expect.any(String)])
  const { seeds } = JSON.parse(stdout) as { seeds: number[] }
  expect(seeds.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9])
  expect((await sharp(file).metadata()).width).toBe(3 * 28 + 2 * 2)
  const wrong = await atelier(['--workspace', stage.workspace, 'wall', 'Clothes', '--near', file, '-o', '-'])
  expect([wrong.status, wrong.stderr]).toEqual([2, expect.stringContaining('go together')])
}, 100_000)

test('a run that trains takes what exploring leaves: its process comes after the one that draws', async () => {
  const [drawing] = stage.studio.engines()
  const words = ['train', 'fashion-mini', '--model', 'dcgan-28', '--set', 'width=8', '--epochs', '500']
  const training = atelier(['--workspace', stage.workspace, ...words])
  try {
    // Of this command alone: other tests train at the same time.
    const trainer = await until('its engine gives way', () => {
      const all = processes()
      const own = all.filter(({ command }) => command.includes('cli.js') && command.includes(stage.workspace))
      const found = all.find(
        ({ parent, command }) => command.includes('trainer.js') && own.some(({ id }) => id === parent)
      )
      return found && getPriority(found.id) >= 5 ? found.id : null
    })
    expect(getPriority(trainer)).toBeGreaterThanOrEqual(getPriority(drawing ?? 0))
    // Where processors are shared out among sessions first, the trainer's own gives way too.
    if (existsSync(`/proc/${trainer}/autogroup`)) {
      await until('its session gives way', () => groupPriority(trainer) === 5)
      expect(groupPriority(drawing ?? 0)).toBe(0)
    }
    const before = await settled(made())
    await countAnew()
    await drag(-2.5)
    await changed(made(), before)
    await settled(made())
    expect((await counted()).most).toBe(1)
  } finally {
    training.interrupt()
    await training
  }
  expect(stage.view.troubles).toEqual([])
}, 200_000)
