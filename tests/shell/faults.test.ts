/** What dies around the studio: what is said, and what goes on. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import type { BrowserWindow as Window } from 'electron'
import { watchFaults } from '../../src/main/shell/faults'
import { plainMarker, setupGraphics, watchGraphics } from '../../src/main/shell/graphics'
import { watchPage } from '../../src/main/shell/page'
import { app, BrowserWindow, dialog } from './electron'

vi.mock('electron', () => import('./electron'))

const log = { info: vi.fn(), warn: vi.fn(), error: vi.fn() }
const say = vi.fn()

beforeEach(() => {
  vi.clearAllMocks()
  app.commandLine.switches.clear()
})
afterEach(() => {
  app.removeAllListeners()
})

function openPage() {
  const window = new BrowserWindow({})
  const quit = vi.fn()
  watchPage({ window: window as unknown as Window, log, quit })
  const gone = (reason: string): void =>
    void window.webContents.emit('render-process-gone', {}, { reason, exitCode: 9 })
  return { window, page: window.webContents, quit, gone }
}

test.each([
  ['oom', 'The window ran out of memory.'],
  ['killed', 'The window was killed (by the system when memory runs out, or by hand).'],
  ['crashed', 'The window crashed.'],
  ['launch-failed', 'The window could not be started.'],
  ['abnormal-exit', 'The window ended unexpectedly.'],
  [
    'integrity-failure',
    'The window was not started, because its program is not as it was delivered; install Atelier again.'
  ],
  ['memory-eviction', 'The window was ended by the system to free memory.']
])('a page that is gone (%s) is said with what is kept, and loaded anew', async (reason, message) => {
  const { window, page, quit, gone } = openPage()
  dialog.showMessageBox.mockResolvedValueOnce({ response: 0 })
  gone(reason)
  await vi.waitFor(() => expect(page.reload).toHaveBeenCalledOnce())
  expect(dialog.showMessageBox).toHaveBeenCalledExactlyOnceWith(
    window,
    expect.objectContaining({
      message,
      detail: expect.stringContaining('what trains goes on'),
      buttons: ['Reload', 'Quit Atelier']
    })
  )
  expect(log.error).toHaveBeenCalledWith(`The window's page is gone: ${reason}, 9.`)
  expect(quit).not.toHaveBeenCalled()
})

test('Quit quits, which asks about what trains as ever', async () => {
  const { page, quit, gone } = openPage()
  dialog.showMessageBox.mockResolvedValueOnce({ response: 1 })
  gone('crashed')
  await vi.waitFor(() => expect(quit).toHaveBeenCalledOnce())
  expect(page.reload).not.toHaveBeenCalled()
})

test('a page that nobody sees is loaded anew without a word; one that ended in order is left alone', async () => {
  const { window, page, gone } = openPage()
  gone('clean-exit')
  expect(page.reload).not.toHaveBeenCalled()
  window.visible = false
  gone('oom')
  expect(page.reload).toHaveBeenCalledOnce()
  expect(dialog.showMessageBox).not.toHaveBeenCalled()
})

test('a page that dies while the question stands is one question', async () => {
  const { page, gone } = openPage()
  const answer = Promise.withResolvers<{ response: number }>()
  dialog.showMessageBox.mockReturnValueOnce(answer.promise)
  gone('crashed')
  gone('crashed')
  answer.resolve({ response: 0 })
  await vi.waitFor(() => expect(page.reload).toHaveBeenCalledOnce())
  expect(dialog.showMessageBox).toHaveBeenCalledOnce()
})

test(
  'a page that does not answer can be waited for or loaded ' + 'anew, and the question goes when it answers',
  async () => {
    const { window, page, gone } = openPage()
    dialog.showMessageBox.mockImplementationOnce(
      (_window, options) =>
        new Promise(resolve => {
          ;(options as { signal: AbortSignal }).signal.addEventListener('abort', () => resolve({ response: 0 }))
        })
    )
    window.emit('unresponsive')
    window.emit('responsive')
    await vi.waitFor(() => expect(log.warn).toHaveBeenCalledOnce())
    expect(page.reload).not.toHaveBeenCalled()

    await new Promise(resolve => setImmediate(resolve))
    dialog.showMessageBox.mockResolvedValueOnce({ response: 1 })
    window.emit('unresponsive')
    await vi.waitFor(() => expect(page.reload).toHaveBeenCalledOnce())
    expect(page.forcefullyCrashRenderer).toHaveBeenCalledOnce()
    // Its death is our own doing.
    gone('killed')
    expect(dialog.showMessageBox).toHaveBeenCalledTimes(2)
  }
)

function profile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'atelier-graphics-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
const graphicsDies = (times: number): void => {
  for (let i = 0; i < times; i++) app.emit('child-process-gone', {}, { type: 'GPU', reason: 'crashed', exitCode: 139 })
}

test(
  'a graphics process that dies again and again: the next start draws without the driver, and Chromium ' +
    'does not get to end the app',
  () => {
    const folder = profile()
    setupGraphics(folder)
    expect(app.disableHardwareAcceleration).not.toHaveBeenCalled()
    const retreat = vi.fn()
    watchGraphics(folder, { log, say, retreat })
    graphicsDies(2)
    expect(say).not.toHaveBeenCalled()
    graphicsDies(2)
    expect(say).toHaveBeenCalledExactlyOnceWith(
      expect.stringMatching(/^The graphics driver failed three times\. .* Training is not touched\.$/)
    )
    expect(retreat).not.toHaveBeenCalled()
    graphicsDies(2)
    expect(retreat).toHaveBeenCalledOnce()

    app.removeAllListeners()
    setupGraphics(folder)
    expect(app.disableHardwareAcceleration).toHaveBeenCalledOnce()
    expect(app.commandLine.hasSwitch('disable-gpu-process-crash-limit')).toBe(true)
    watchGraphics(folder, { log, say, retreat })
    graphicsDies(20)
    expect(retreat).toHaveBeenCalledOnce()
  }
)

test('deaths far apart are none of that, and the driver can be tried again', () => {
  const folder = profile()
  vi.useFakeTimers()
  onTestFinished(() => {
    vi.useRealTimers()
  })
  const retreat = vi.fn()
  watchGraphics(folder, { log, say, retreat })
  for (let i = 0; i < 20; i++) {
    graphicsDies(1)
    vi.setSystemTime(Date.now() + 3 * 60_000)
  }
  expect(retreat).not.toHaveBeenCalled()
  expect(say).not.toHaveBeenCalled()
  writeFileSync(plainMarker(folder), '')
  setupGraphics(folder, true)
  expect(app.disableHardwareAcceleration).not.toHaveBeenCalled()
})

test('errors that nobody caught are written down and said once each; nothing ends', () => {
  const before = {
    exception: process.listeners('uncaughtException'),
    rejection: process.listeners('unhandledRejection')
  }
  onTestFinished(() => {
    for (const listener of process.listeners('uncaughtException'))
      if (!before.exception.includes(listener)) process.off('uncaughtException', listener)
    for (const listener of process.listeners('unhandledRejection'))
      if (!before.rejection.includes(listener)) process.off('unhandledRejection', listener)
  })
  watchFaults({ log, say })
  const [exception] = process.listeners('uncaughtException').filter(listener => !before.exception.includes(listener))
  const [rejection] = process.listeners('unhandledRejection').filter(listener => !before.rejection.includes(listener))
  for (let i = 0; i < 3; i++) exception?.(new Error('The tray is gone.'), 'uncaughtException')
  rejection?.('no reason', Promise.resolve())
  expect(log.error).toHaveBeenCalledTimes(4)
  expect(say.mock.calls).toEqual([
    ["Something in the window's shell went wrong and was not finished: The tray is gone. Training goes on."],
    ["Something in the window's shell went wrong and was not finished: no reason. Training goes on."]
  ])
})

test('services of Chromium that die are written down; our own processes are told of where they are used', () => {
  watchFaults({ log, say })
  app.emit('child-process-gone', {}, { type: 'Utility', name: 'Network Service', reason: 'crashed', exitCode: 11 })
  app.emit('child-process-gone', {}, { type: 'Utility', name: 'Atelier engine 3', reason: 'killed', exitCode: 9 })
  expect(log.warn.mock.calls).toEqual([["A process of Chromium's is gone: Utility Network Service, crashed, 11."]])
})
