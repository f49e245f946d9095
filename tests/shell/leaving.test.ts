import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { BrowserWindow as Window } from 'electron'
import type { Run } from '../../src/shared/domain'
import { setupLeaving } from '../../src/main/shell/leaving'
import { app, BrowserWindow, dialog, powerMonitor } from './electron'

vi.mock('electron', () => import('./electron'))

const faces = { id: '1', name: 'Faces', status: 'training' } as Run
const [background, stop, cancel] = [0, 1, 2]

beforeEach(() => {
  vi.clearAllMocks()
  // As Electron does: quitting asks the app first, then closes what is left.
  app.quit.mockImplementation(() => void attempt(app, 'before-quit'))
})
afterEach(() => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal)
  app.removeAllListeners()
  powerMonitor.removeAllListeners()
})

function attempt(from: { emit(name: string, event: object): boolean }, name: string): boolean {
  let held = false
  from.emit(name, {
    preventDefault: () => {
      held = true
    }
  })
  return held
}

function setup(runs: Run[] = []) {
  const window = new BrowserWindow({})
  const close = vi.fn(async () => {})
  const training = { runs }
  const leaving = setupLeaving({ window: window as unknown as Window, training: () => training.runs, close })
  const ended = (): Promise<void> => vi.waitFor(() => expect(app.quit).toHaveBeenCalled())
  return { window, close, training, leaving, ended }
}

test.each(['window', 'app'])(
  'with nothing in training, closing the %s closes the studio first, unasked',
  async which => {
    const { window, close, ended } = setup()
    expect(which === 'window' ? attempt(window, 'close') : attempt(app, 'before-quit')).toBe(true)
    await ended()
    expect(close).toHaveBeenCalledOnce()
    expect(dialog.showMessageBox).not.toHaveBeenCalled()
    expect(attempt(window, 'close')).toBe(false)
    expect(attempt(app, 'before-quit')).toBe(false)
  }
)

test('while training it asks once, and Cancel changes nothing', async () => {
  const { window, close } = setup([faces])
  dialog.showMessageBox.mockResolvedValueOnce({ response: cancel })
  expect(attempt(window, 'close')).toBe(true)
  expect(attempt(app, 'before-quit')).toBe(true)
  await vi.waitFor(() => expect(dialog.showMessageBox).toHaveBeenCalledOnce())
  expect(dialog.showMessageBox).toHaveBeenCalledWith(
    window,
    expect.objectContaining({
      message: '“Faces” is training.',
      buttons: ['Keep Training', 'Stop and Save', 'Cancel'],
      cancelId: 2
    })
  )
  await new Promise(resolve => setTimeout(resolve, 150))
  expect(close).not.toHaveBeenCalled()
  expect(window.hide).not.toHaveBeenCalled()
  dialog.showMessageBox.mockResolvedValueOnce({ response: cancel })
  attempt(window, 'close')
  await vi.waitFor(() => expect(dialog.showMessageBox).toHaveBeenCalledTimes(2))
})

test('Stop and Save waits for the checkpoint', async () => {
  const { window, close, ended } = setup([faces])
  let saved = (): void => {}
  close.mockReturnValueOnce(
    new Promise(resolve => {
      saved = resolve
    })
  )
  dialog.showMessageBox.mockResolvedValueOnce({ response: stop })
  attempt(window, 'close')
  await vi.waitFor(() => expect(close).toHaveBeenCalledOnce())
  expect(window.hide).toHaveBeenCalled()
  expect(app.quit).not.toHaveBeenCalled()
  saved()
  await ended()
})

test('Keep Training hides the window; when training ends, so does the studio', async () => {
  const { window, close, training, leaving, ended } = setup([faces])
  dialog.showMessageBox.mockResolvedValueOnce({ response: background })
  attempt(window, 'close')
  await vi.waitFor(() => expect(window.hide).toHaveBeenCalledOnce())
  expect(close).not.toHaveBeenCalled()
  training.runs = []
  leaving.idle()
  await ended()
  expect(close).toHaveBeenCalledOnce()
})

test('a studio that was brought back from the background stays when training ends', async () => {
  const { window, close, training, leaving } = setup([faces])
  dialog.showMessageBox.mockResolvedValueOnce({ response: background })
  attempt(window, 'close')
  await vi.waitFor(() => expect(window.hide).toHaveBeenCalledOnce())
  leaving.show()
  expect(window.show).toHaveBeenCalledOnce()
  training.runs = []
  leaving.idle()
  await new Promise(resolve => setTimeout(resolve, 150))
  expect(close).not.toHaveBeenCalled()
})

test.each(['SIGTERM', 'SIGINT', 'shutdown'])('%s stops and saves without a question', async reason => {
  const { close, ended } = setup([faces])
  if (reason === 'shutdown') expect(attempt(powerMonitor, 'shutdown')).toBe(true)
  else process.emit(reason as NodeJS.Signals)
  await ended()
  expect(close).toHaveBeenCalledOnce()
  expect(dialog.showMessageBox).not.toHaveBeenCalled()
})

test('a studio that fails to close does not keep the app alive', async () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {})
  const { window, close, ended } = setup()
  close.mockRejectedValueOnce(new Error('disk'))
  attempt(window, 'close')
  await ended()
  expect(log).toHaveBeenCalledOnce()
  log.mockRestore()
})

test('starting again saves first', async () => {
  const { close, leaving, ended } = setup([faces])
  leaving.restart()
  await ended()
  expect(close).toHaveBeenCalledOnce()
  expect(app.relaunch).toHaveBeenCalledOnce()
  expect(dialog.showMessageBox).not.toHaveBeenCalled()
})

test('a window that cannot be drawn goes, and what trains goes on', async () => {
  const { window, close, training, leaving, ended } = setup([faces])
  leaving.retreat()
  expect(window.hide).toHaveBeenCalledOnce()
  expect(close).not.toHaveBeenCalled()
  training.runs = []
  leaving.idle()
  await ended()
  expect(app.relaunch).not.toHaveBeenCalled()
})

test('where nothing trains, the app starts again instead', async () => {
  const { leaving, ended } = setup()
  leaving.retreat()
  await ended()
  expect(app.relaunch).toHaveBeenCalledOnce()
})
