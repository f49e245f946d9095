/**
 * Every screen and dialog in both themes and at three sizes, with a mouse: nothing cut off, nothing over another,
 * nothing that axe calls serious, nothing wrong in the console. Their pictures are in test-results/screens, to be
 * looked at.
 */
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dropFiles, launchBrowser, openWindow, type Watched } from './support/browser'
import { atelier } from './support/command-line'
import { examine, sizes } from './support/looks'
import { writePictures } from './support/pictures'
import { killTrainer, removeFolder, startStudio, type StudioProcess, temporaryFolder } from './support/studio'
import { until } from './support/until'
import { changed, chooseFormat, pixels, settled, tab, train, untilStatus } from './support/window'

const long =
  'A run with a name so long that no sidebar and no header can ever hope to show the whole of it in one ' +
  'line, whatever the window'

describe('every screen', () => {
  let folder = ''
  let studio: StudioProcess
  let browser: Browser
  let view: Watched

  beforeAll(async () => {
    folder = await temporaryFolder()
    const pictures = await writePictures(join(folder, 'Clothes'), 250, { damaged: true })
    browser = await launchBrowser()
    const trained = await atelier([
      '--workspace',
      join(folder, 'workspace'),
      'train',
      pictures,
      '--name',
      'Wardrobe',
      '--epochs',
      '30',
      '--seed',
      '1',
      '--set',
      'width=16',
      '--set',
      'passes=4'
    ])
    expect(trained.status, trained.stderr).toBe(0)
  })
  afterAll(async () => {
    await browser?.close()
    await studio?.stop()
    await removeFolder(folder)
  })

  const look = async (name: string): Promise<void> => expect(await examine(view, name)).toEqual([])

  const page = (): Page => view.page
  const openRun = (name: string) =>
    page()
      .getByRole('navigation')
      .getByRole('button', { name: new RegExp(`^${name}`) })
      .first()
      .click()
  const openClothes = () =>
    page()
      .getByRole('navigation')
      .getByRole('button', { name: /^Clothes, / })
      .click()

  /** Looks at it and closes it with Escape. */
  async function lookAndClose(name: string): Promise<void> {
    try {
      await look(name)
    } finally {
      // Else the screens after it could not be looked at.
      await page().keyboard.press('Escape')
      await page().getByRole('dialog').waitFor({ state: 'detached' })
    }
  }

  test('an empty studio, and one that was given nothing', async () => {
    const empty = await startStudio(join(folder, 'empty'))
    try {
      view = await openWindow(browser, empty.url)
      await page().getByText('Drop a folder of pictures').waitFor()
      await untilEngine(page())
      await look('01-welcome-empty')
      await mkdir(join(folder, 'nothing'))
      await dropFiles(page(), [join(folder, 'nothing')])
      await page().getByRole('alert').waitFor()
      await look('02-welcome-problem')
    } finally {
      await page().context().close()
      await empty.stop()
    }
  })

  test('welcome, with runs and pictures', async () => {
    studio = await startStudio(join(folder, 'workspace'))
    view = await openWindow(browser, studio.url)
    await page().getByText('Drop a folder of pictures').waitFor()
    await untilEngine(page())
    await look('03-welcome')
  })

  test('the dataset sheet', async () => {
    await openClothes()
    await page()
      .getByRole('radio', { name: /recommended/ })
      .waitFor()
    await look('04-dataset')
    // The time follows what is typed: twice as wide is far more work.
    const plan = page().getByText(/^\d+ epochs, (?:roughly|about) \d/)
    const suggested = await plan.innerText()
    await page()
      .getByRole('textbox', { name: /^Width/ })
      .fill('32')
    await until('another time is said', async () => (await plan.innerText()) !== suggested)
    await page()
      .getByRole('textbox', { name: /^Width/ })
      .fill('2')
    await page()
      .getByRole('button', { name: /^Advanced/ })
      .click()
    await page()
      .getByRole('textbox', { name: /^Name of the run/ })
      .scrollIntoViewIfNeeded()
    await look('05-dataset-advanced')
    await page().getByRole('button', { name: 'Reset Width' }).click()
    await page()
      .getByRole('button', { name: /^Advanced/ })
      .click()
  })

  test('files that could not be read', async () => {
    await page().getByRole('button', { name: '1 could not be read' }).click()
    await lookAndClose('06-issues')
  })

  test('asking before pictures are deleted', async () => {
    await page().getByRole('main').getByRole('button', { name: 'More' }).click()
    await look('07-menu')
    await page()
      .getByRole('menuitem', { name: /^Delete/ })
      .click()
    await page().getByRole('dialog', { name: 'Delete “Clothes”?' }).waitFor()
    await lookAndClose('08-question')
  })

  test('a finished run: its training', async () => {
    await openRun('Wardrobe')
    await page().getByRole('img', { name: '25 samples of epoch 30' }).waitFor()
    await look('10-train')
    await page().getByRole('radio', { name: 'Table' }).click()
    await look('11-train-table')
    await page().getByRole('radio', { name: 'Losses' }).click()
    await page().getByRole('button', { name: 'Train longer' }).click()
    await lookAndClose('12-train-longer')
  })

  test('its gallery', async () => {
    await tab(page(), 'Gallery')
    await look('13-gallery-rows')
    await page().getByRole('radio', { name: 'Sheets' }).click()
    await look('14-gallery-sheets')
    await page().getByRole('grid').focus()
    await page().keyboard.press('ArrowRight')
    await page().keyboard.press('Enter')
    await page().getByRole('dialog', { name: 'Picture 2 through time' }).waitFor()
    await lookAndClose('15-latent')
    await page().getByRole('radio', { name: 'Rows' }).click()
  })

  test('exploring', async () => {
    await tab(page(), 'Explore')
    const picture = page().getByRole('img', { name: 'Picture of the present latent' })
    await until(
      'the picture is drawn',
      async () => !(await picture.evaluate(canvas => canvas.classList.contains('ui-skeleton')))
    )
    await look('16-explore')
    for (let pin = 0; pin < 3; pin++) {
      const before = await pixels(picture)
      await page().getByRole('button', { name: 'Random' }).click()
      await changed(picture, before)
      await page().keyboard.press('p')
    }
    await page().getByRole('button', { name: 'Pin 1', exact: true }).focus()
    await page().keyboard.press('m')
    await page()
      .getByRole('button', { name: /^Pin 2/ })
      .focus()
    await page().keyboard.press('m')
    await page().getByRole('slider', { name: 'Mix of pin 1 and pin 2' }).waitFor()
    await look('17-explore-pins')
  })

  test('its time line', async () => {
    await tab(page(), 'Time line')
    await page()
      .getByText(/30 frames/)
      .waitFor()
    expect(
      await page()
        .getByRole('button', { name: 'Export GIF' })
        .evaluate(button => button.getBoundingClientRect().bottom)
    ).toBeLessThanOrEqual(sizes[0].height)
    await look('18-time-line')
    await page().getByRole('radio', { name: 'Explored and pinned' }).click()
    await page()
      .getByRole('img', { name: /^Pictures of epoch \d+/ })
      .waitFor()
    await look('19-time-line-explored')
  })

  test('what is exported of the explored pictures is what is on the stage', async () => {
    const shown = page().getByRole('img', { name: /^Pictures of epoch \d+/ })
    await settled(shown)
    await chooseFormat(page(), 'PNG sheet')
    const [download] = await Promise.all([
      page().waitForEvent('download'),
      page().getByRole('button', { name: 'Export PNG' }).click()
    ])
    const saved = await readFile(await download.path())
    const { width = 0, height = 0 } = await sharp(saved).metadata()
    // Four pictures, two in a row; the gallery's sheet has five.
    expect([width, height]).toEqual([56, 56])
    const canvas = Buffer.from((await pixels(shown)).replace(/^data:image\/png;base64,/, ''), 'base64')
    const [onStage, inFile] = await Promise.all(
      [canvas, saved].map(file =>
        sharp(file)
          .removeAlpha()
          .toColourspace('b-w')
          .resize(14, 14, { fit: 'fill', kernel: 'linear' })
          .raw()
          .toBuffer()
      )
    )
    const apart = [...(onStage ?? [])].map((value, i) => Math.abs(value - (inFile?.[i] ?? 0)))
    expect(apart).toHaveLength(14 * 14)
    expect(apart.reduce((sum, value) => sum + value, 0) / apart.length).toBeLessThan(8)
    await chooseFormat(page(), 'Animated GIF')
  })

  test('its evaluation: before, and with curves, table and nearest pictures', async () => {
    await tab(page(), 'Evaluate')
    await page().getByText('Not evaluated yet').waitFor()
    await look('29-evaluate-before')
    await page()
      .getByLabel(/^Samples per epoch/)
      .click()
    await page().getByRole('option', { name: '64 samples' }).click()
    await page().getByRole('button', { name: 'Evaluate', exact: true }).click()
    await page()
      .getByRole('img', { name: '16 samples of epoch 30, and below each the training picture nearest to it' })
      .waitFor()
    await page().getByRole('button', { name: 'Evaluate', exact: true }).waitFor()
    expect(await page().getByRole('region', { name: 'Evaluation' }).getByRole('row').count()).toBe(11)
    await look('30-evaluate')
    const classes = page().getByRole('region', { name: /of classes$/ })
    await classes.getByLabel(/^Pictures to learn from/).click()
    await page().getByRole('option', { name: 'Learn from 500' }).click()
    await classes.getByRole('button', { name: 'Tell classes apart' }).click()
    const sentence = classes.getByText(/After epoch \d+, .* pictures are classified rightly/)
    await sentence.waitFor({ timeout: 60_000 })
    await sentence.scrollIntoViewIfNeeded()
    await look('31-evaluate-classes')
  })

  test('the epoch that came out best is kept, explored, and gone on from', async () => {
    const part = page().getByRole('region', { name: 'Samples', exact: true })
    const epoch = /epoch (\d+) is best/.exec((await part.getByText(/is best by/).textContent()) ?? '')?.[1]
    expect(await part.getByRole('row', { name: new RegExp(`^${epoch} .*best`) }).count()).toBe(1)
    const [download] = await Promise.all([
      page().waitForEvent('download'),
      part.getByRole('button', { name: 'Keep it' }).click()
    ])
    expect(download.suggestedFilename()).toBe(`Wardrobe epoch ${epoch} weights.safetensors`)
    await page()
      .getByText(new RegExp(`^“${download.suggestedFilename()}” is saved: .*, epoch ${epoch}, `))
      .waitFor()
    await part.getByRole('button', { name: 'Explore it' }).click()
    await page()
      .getByRole('combobox', { name: new RegExp(`^Checkpoint: .*\\b${epoch}\\b`) })
      .waitFor()
    await tab(page(), 'Evaluate')
    await part.getByRole('button', { name: 'Go on from it' }).click()
    await page()
      .getByRole('combobox', { name: `Begin with: Wardrobe, epoch ${epoch}` })
      .click()
    await page().getByRole('option', { name: 'New weights' }).click()
    await openRun('Wardrobe')
  })

  test('its details', async () => {
    await tab(page(), 'Details')
    await look('20-details')
  })

  test('keyboard shortcuts', async () => {
    await page().keyboard.press('?')
    await page().getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    await lookAndClose('21-shortcuts')
  })

  test('about the engine', async () => {
    const about = (engine: string) => page().getByRole('button', { name: new RegExp(`^About the engine: ${engine}`) })
    const choice = (name: string) => page().getByRole('radio', { name: new RegExp(`^${name}`) })
    await about('TensorFlow').click()
    await choice('WebAssembly').waitFor({ timeout: 60_000 })
    expect(await choice('Automatic').isChecked()).toBe(true)
    await look('22-engine')
    await choice('WebAssembly').click()
    await about('WebAssembly').waitFor()
    await until('it is said to be in use', async () => /In use/.test(await choice('WebAssembly').innerText()))
    await lookAndClose('22-engine-chosen')
    // It is kept with the studio, not with the page.
    await page().reload()
    await about('WebAssembly').click()
    await until('the choice is known', () => choice('WebAssembly').isChecked())
    await choice('Automatic').click()
    await about('TensorFlow').waitFor()
    await page().keyboard.press('Escape')
  })

  test('before the first epoch, and while training, paused so that it stands still', async () => {
    await openClothes()
    await train(page(), { 'Passes per epoch': 1, 'Batch size': 2, Width: 48, Epochs: 500, 'Name of the run': long })
    await until('the first epoch has begun', async () =>
      /First epoch, [1-9]/.test(await page().getByRole('main').innerText())
    )
    await page().getByRole('button', { name: 'Pause', exact: true }).click()
    await untilStatus(page(), /^Paused in epoch 1 of/)
    // Sidebar and header mean the same by their dots.
    const dots = page().locator('nav [aria-current="page"] .dot, main header .dot')
    expect(await dots.evaluateAll(all => all.map(dot => dot.getAttribute('data-status')))).toEqual(['paused', 'paused'])
    await look('23-first-epoch')
    await page().getByRole('button', { name: 'Resume', exact: true }).click()
    await untilStatus(page(), /^Training, epoch 3/)
    await look('24-training')
    await page().getByRole('button', { name: 'Stop', exact: true }).click()
    await untilStatus(page(), /^Stopped/)
  })

  test('an interrupted run', async () => {
    const before = studio.engines()
    await page().getByRole('button', { name: 'Resume', exact: true }).click()
    await untilStatus(page(), /^Training, epoch/)
    await killTrainer(studio, before)
    await untilStatus(page(), /^Interrupted/)
    await look('25-interrupted')
  })

  test('the bin', async () => {
    await page().getByRole('main').getByRole('button', { name: 'More' }).click()
    await page()
      .getByRole('menuitem', { name: /^Delete/ })
      .click()
    await page().getByRole('button', { name: 'Undo' }).waitFor()
    await look('26-deleted')
    await page().getByRole('button', { name: /^Bin/ }).click()
    await page().getByRole('dialog', { name: 'Bin' }).waitFor()
    await lookAndClose('27-bin')
  })

  test('without the sidebar', async () => {
    await openRun('Wardrobe')
    await tab(page(), 'Train')
    await page().keyboard.press('Control+b')
    await page().getByRole('button', { name: 'Show the sidebar' }).waitFor()
    await look('28-collapsed')
  })
})

async function untilEngine(page: Page): Promise<void> {
  await until(
    'the studio knows its engine',
    async () =>
      !/Starting/.test((await page.getByRole('button', { name: /^About the engine/ }).textContent()) ?? 'Starting')
  )
}
