/**
 * The window as Electron shows it: its requests and events go over the preload's bridge, here a stand-in with canned
 * answers that plays the native menu's part.
 */
import type { Browser, Page } from 'playwright-core'
import { exampleTraitsOf } from '../../src/main/models/examples'
import { sheetTraitsOf } from '../../src/main/models/sheets'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Run, RunEvent } from '../../src/shared/domain'
import type { Envelope, Output, Payload, RequestName } from '../../src/shared/ipc'
import { writeReply } from '../../src/main/transports/replies'
import { launchBrowser } from './support/browser'
import { removeFolder, startStudio, type StudioProcess, temporaryFolder } from './support/studio'
import { until } from './support/until'
import { untilStatus } from './support/window'

type Command = Payload<'command'>['command']
interface Asked {
  name: string
  input: unknown
}
interface Note {
  title: string
  body: string
}
/** `behind`: in sight, but another window has the keyboard. */
interface Played {
  emit: (event: string, payload: unknown) => void
  asked: Asked[]
  notes: Note[]
  clickNote: () => void
  hidden: boolean
  behind: boolean
}
type Stage = typeof globalThis & { played: Played }

const id = '0b8f1f0e-7a37-4f43-9d3c-3f6a0a1f0c11'
const dataset = '5b0f7a52-5f0a-4d55-8f7e-0a7f5e1f9b22'
const run: Run = {
  id,
  name: 'Pebbles',
  model: 'none',
  dataset,
  datasetName: 'pebbles',
  excludedCount: 0,
  heldOutCount: 0,
  datasetVersion: 1,
  settings: {},
  seed: 1,
  status: 'training',
  error: null,
  epoch: 2,
  epochs: 9,
  step: 20,
  steps: null,
  stepsPerEpoch: 10,
  exampleKind: 'pictures',
  examples: exampleTraitsOf('pictures'),
  image: [28, 28, 1],
  latent: 4,
  sampleCount: 4,
  sampleColumns: 1,
  sheetKind: 'samples',
  sheet: sheetTraitsOf('samples'),
  stages: [],
  encodes: false,
  start: null,
  parameters: null,
  losses: [
    { key: 'discriminator', label: 'Discriminator', short: 'D' },
    { key: 'generator', label: 'Generator', short: 'G' }
  ],
  measures: [],
  inputs: [],
  machine: null,
  engine: null,
  seconds: 75,
  place: 1,
  createdAt: 1,
  updatedAt: 1
}
const answers: Partial<{ [R in RequestName]: Output<R> }> = {
  hello: { version: '0', host: 'electron', workspace: '/w', opening: [], trouble: null, broken: null },
  engineInfo: {
    engine: 'none',
    title: 'None',
    version: '0',
    device: 'CPU',
    software: false,
    precisions: ['float32'],
    selfTest: true,
    detail: ''
  },
  preferences: { place: { screen: 'run', id } },
  unreadablePreferences: [],
  setPreference: null,
  listRuns: [run],
  trainingQueue: { atOnce: 1, waiting: [] },
  listDatasets: [],
  listModels: [],
  listBuiltins: [],
  listBin: [],
  listSweeps: [],
  binSize: { runs: { files: 0, bytes: 0 }, tidied: { files: 0, bytes: 0 } },
  listFindings: [],
  runEvents: [],
  runMetrics: { steps: { step: [], losses: [] }, epochs: [] },
  runEpochs: { sampled: [1, 2], checkpoints: [1, 2], early: [] },
  drawLatents: [[0, 0, 0, 0]],
  cancelJob: null,
  listExports: ['gif', 'png'].map(id => ({
    id,
    title: `Export ${id.toUpperCase()}`,
    label: id,
    summary: 'Pictures.',
    extension: id,
    mediaType: `image/${id}`,
    previews: false,
    keeps: false,
    options: [],
    refusal: null
  })),
  chooseFolder: null,
  exportRun: { bytes: Uint8Array.of(1, 2, 3), words: '2 frames', mark: '', facts: {} },
  showSaved: null,
  pauseRun: { ...run, status: 'paused' },
  resumeRun: run,
  stopRun: { ...run, status: 'stopped' }
}

let folder = ''
let studio: StudioProcess
let browser: Browser
let page: Page

beforeAll(async () => {
  folder = await temporaryFolder()
  studio = await startStudio(folder)
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser?.close()
  await studio?.stop()
  await removeFolder(folder)
})

beforeEach(async () => {
  await page?.context().close()
  page = await (await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })).newPage()
  await page.addInitScript(
    ([answers, nobody]) => {
      const listeners = new Map<string, Set<(payload: unknown) => void>>()
      const played: Played = {
        emit: (event, payload) => {
          for (const listener of listeners.get(event) ?? []) listener(payload)
        },
        asked: [],
        notes: [],
        clickNote: () => {},
        hidden: false,
        behind: false
      }
      const bridge = {
        invoke: async (name: string, input: unknown) => {
          played.asked.push({ name, input })
          return Uint8Array.from(atob(answers[name] ?? nobody), letter => letter.charCodeAt(0))
        },
        on: (event: string, listener: (payload: unknown) => void) => {
          const set = listeners.get(event) ?? new Set()
          listeners.set(event, set.add(listener))
          return () => {
            set.delete(listener)
          }
        },
        pathOf: () => ''
      }
      class Note {
        static requestPermission = async () => 'granted'
        onclick: (() => void) | null = null
        constructor(title: string, { body }: { body: string }) {
          played.notes.push({ title, body })
          played.clickNote = () => this.onclick?.()
        }
      }
      Object.defineProperty(document, 'hidden', { get: () => played.hidden })
      document.hasFocus = () => !played.hidden && !played.behind
      Object.assign(globalThis, { atelier: bridge, played, Notification: Note })
    },
    [
      mapped(answers, value => inBase64({ ok: true, value })),
      inBase64({ ok: false, code: 'not-found', message: 'Nobody answers that.' })
    ] as const
  )
  await page.goto(studio.url)
  await untilStatus(page, /^Training, epoch 3 of 9/)
})

const inBase64 = (reply: Envelope<unknown>): string => Buffer.from(writeReply(reply)).toString('base64')
const mapped = (record: Record<string, unknown>, map: (value: unknown) => string): Record<string, string> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]))

const choose = (command: Command, format?: string): Promise<void> =>
  page.evaluate(chosen => (globalThis as Stage).played.emit('command', chosen), { command, format })
const tell = (run: Run): Promise<void> =>
  page.evaluate(run => (globalThis as Stage).played.emit('runChanged', run), run)
/** Of requests of these names, in their order. */
const asked = (...names: string[]): Promise<Asked[]> =>
  page.evaluate(names => (globalThis as Stage).played.asked.filter(({ name }) => names.includes(name)), names)
const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '')

test('Pause or Continue, Stop and Save, Train: for the run that is shown', async () => {
  await choose('pause')
  await untilStatus(page, /^Paused/)
  await choose('pause')
  await untilStatus(page, /^Training/)
  await choose('stop')
  await untilStatus(page, /^Stopped/)
  await choose('stop')
  await choose('train')
  await untilStatus(page, /^Training/)
  expect((await asked('pauseRun', 'resumeRun', 'stopRun')).map(({ name }) => name)).toEqual([
    'pauseRun',
    'resumeRun',
    'stopRun',
    'resumeRun'
  ])
  expect((await asked('pauseRun'))[0]?.input).toEqual({ run: id })
  await tell({ ...run, status: 'finished', epoch: 9 })
  await choose('train')
  await page.getByRole('dialog', { name: 'Train longer' }).waitFor()
})

test('exports lead to their buttons on the time line', async () => {
  await choose('export', 'gif')
  await until('the keyboard is at Export GIF', async () => (await focused()) === 'Export GIF')
  expect(await page.getByRole('tab', { name: 'Time line' }).getAttribute('aria-selected')).toBe('true')
  await choose('export', 'png')
  await until('the keyboard is at Export PNG', async () => (await focused()) === 'Export PNG')
})

test('an export is named once it is saved, and shown in its folder; nothing is said where it was not', async () => {
  await choose('export', 'gif')
  const button = page.getByRole('button', { name: 'Export GIF' })
  const message = page.getByText(/is saved: 2 frames, 3 bytes\.$/)
  const download = async (): Promise<string> => {
    const [file] = await Promise.all([page.waitForEvent('download'), button.click()])
    return file.url()
  }
  const saved = (payload: Payload<'saved'>): Promise<void> =>
    page.evaluate(payload => (globalThis as Stage).played.emit('saved', payload), payload)
  await saved({ url: await download(), name: 'Pebbles.gif', file: null })
  const url = await download()
  await saved({ url: 'blob:of-another-window', name: 'other.gif', file: 6 })
  await saved({ url, name: 'mine.gif', file: 7 })
  await message.waitFor()
  expect(await message.allTextContents()).toEqual(['“mine.gif” is saved: 2 frames, 3 bytes.'])
  await page.getByRole('button', { name: 'Show in folder' }).click()
  await until('it is shown', async () => (await asked('showSaved')).length === 1)
  expect((await asked('showSaved'))[0]?.input).toEqual({ file: 7 })
})

test('without a run on the screen: the one that trains, and a word about exports', async () => {
  await page.getByRole('button', { name: 'New', exact: true }).click()
  await page.getByText('Drop a folder of pictures').waitFor()
  await choose('export', 'png')
  await page.getByText('Open a run first').waitFor()
  await choose('pause')
  await choose('stop')
  await until('it was paused and stopped', async () => (await asked('pauseRun', 'stopRun')).length === 2)
  expect(await asked('resumeRun')).toEqual([])
})

test('what concerns the window as a whole', async () => {
  await choose('toggleSidebar')
  await page.getByRole('button', { name: 'Show the sidebar' }).waitFor()
  await choose('search')
  await until('the search has the focus', () => page.evaluate(() => document.activeElement?.id === 'search'))
  const theme = () => page.evaluate(() => document.documentElement.dataset['theme'])
  const before = await theme()
  await choose('toggleTheme')
  await until('the theme changes', async () => (await theme()) !== before)
  await choose('openFolder')
  await until('the folder dialog was asked for', async () => (await asked('chooseFolder')).length === 1)
  await choose('shortcuts')
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
})

const notes = (): Promise<Note[]> => page.evaluate(() => (globalThis as Stage).played.notes)
const askToBeTold = async (): Promise<void> => {
  await page.getByRole('main').getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Notify me when it ends or needs a decision' }).click()
  await until('it is kept', async () =>
    (await asked('setPreference')).some(
      ({ input }) => JSON.stringify(input) === JSON.stringify({ key: `run/${id}/notify`, value: true })
    )
  )
}

test('tells of a run’s end where it was asked to and is not seen, once', async () => {
  await page.evaluate(() => {
    ;(globalThis as Stage).played.hidden = true
  })
  await tell({ ...run, status: 'failed', error: 'The disk is full.' })
  expect(await notes()).toEqual([])

  await tell(run)
  await untilStatus(page, /^Training/)
  await askToBeTold()
  await tell({ ...run, id: crypto.randomUUID(), name: 'Another', status: 'finished' })
  await tell({ ...run, epoch: 3 })
  expect(await notes()).toEqual([])
  await tell({ ...run, status: 'finished', epoch: 9 })
  await tell({ ...run, status: 'finished', epoch: 9, name: 'Renamed' })
  expect(await notes()).toEqual([{ title: '“Pebbles” is finished', body: '9 epochs in 1 min 15 s.' }])
})

test(
  'tells of what needs a decision where it was asked to and the window is not in front; a click leads to ' + 'the run',
  async () => {
    const finding: RunEvent = {
      id: 1,
      epoch: 3,
      step: 21,
      kind: 'discriminator-wins',
      level: 'warning',
      message: 'The discriminator wins every time since epoch 3.',
      advice: 'Try label smoothing.',
      remedy: { label: 'Smooth the labels', settings: { realLabel: 0.9 }, rollBack: false },
      at: 1,
      resolvedAt: null,
      dismissedAt: null
    }
    const find = (news: RunEvent | null, run = id): Promise<void> =>
      page.evaluate(
        ([run, news]) => (globalThis as Stage).played.emit('health', { run, findings: news ? [news] : [], news }),
        [run, news] as const
      )
    const goBehind = (behind: boolean): Promise<void> =>
      page.evaluate(behind => {
        ;(globalThis as Stage).played.behind = behind
      }, behind)
    await goBehind(true)
    await find(finding)
    expect(await notes()).toEqual([])
    await askToBeTold()
    await goBehind(false)
    await find(finding)
    await goBehind(true)
    await find(finding, crypto.randomUUID())
    await find(null)
    await find({ ...finding, level: 'error', kind: 'not-a-number' })
    expect(await notes()).toEqual([])
    await find(finding)
    expect(await notes()).toEqual([
      {
        title: '“Pebbles” needs a decision',
        body: 'The discriminator wins every time since epoch 3. Try label smoothing.'
      }
    ])

    await page.getByRole('button', { name: 'New', exact: true }).click()
    await page.getByText('Drop a folder of pictures').waitFor()
    await page.evaluate(() => (globalThis as Stage).played.clickNote())
    await page.getByText('The discriminator wins every time since epoch 3.').first().waitFor()
    await untilStatus(page, /^Training/)
    // Its end is still to come.
    await tell({ ...run, status: 'finished', epoch: 9 })
    expect((await notes()).map(({ title }) => title)).toEqual(['“Pebbles” needs a decision', '“Pebbles” is finished'])
  }
)

test('the feed for updates is set beside the engine, and one that could not be trusted is not kept', async () => {
  await page.getByRole('button', { name: /^About the engine/ }).click()
  const feed = page.getByRole('textbox', { name: 'Update feed' })
  await page.getByText('Without an address nothing is asked for updates.').waitFor()
  const sent = async () =>
    (await asked('setPreference'))
      .map(({ input }) => input as { key: string })
      .filter(({ key }) => key === 'updateFeed')
  await feed.fill('http://feed.example/atelier')
  await feed.blur()
  await page.getByText('An address begins with https://').waitFor()
  expect(await feed.getAttribute('aria-invalid')).toBe('true')
  await feed.fill('https://feed.example/atelier')
  await feed.blur()
  await until('the feed is sent', async () => (await sent()).length > 0)
  expect(await sent()).toEqual([{ key: 'updateFeed', value: 'https://feed.example/atelier' }])
})

test('a workspace that cannot be written says so, and forgets it when it can', async () => {
  const tell = (message: string | null): Promise<void> =>
    page.evaluate(payload => (globalThis as Stage).played.emit('trouble', payload), { message })
  await tell('Nothing can be written to the workspace: the disk is full.')
  await page.getByRole('alert').getByText('Nothing can be written to the workspace: the disk is full.').waitFor()
  await tell(null)
  await until('the banner is gone', async () => (await page.getByText('Nothing can be written').count()) === 0)
})

test('a studio that died behind the window says so, and everything is asked anew when it is back', async () => {
  const tell = (state: Payload<'studio'>['state'], message: string): Promise<void> =>
    page.evaluate(payload => (globalThis as Stage).played.emit('studio', payload), { state, message })
  await tell('restarting', 'The studio ran out of memory and is being started again.')
  await page.getByRole('status').getByText('The studio ran out of memory and is being started again.').waitFor()
  const before = (await asked('listRuns', 'runMetrics')).length
  await tell('open', 'The studio is back.')
  await page.getByRole('list', { name: 'Messages' }).getByText('The studio is back.').waitFor()
  await until(
    'runs and metrics are asked for again',
    async () => (await asked('listRuns', 'runMetrics')).length >= before + 2
  )
  expect(await page.getByText('is being started again').count()).toBe(0)
  await tell('ended', 'The studio ended 4 times within minutes. Close Atelier and start it again.')
  await page.getByRole('alert').getByText('Close Atelier and start it again.').waitFor()
})
