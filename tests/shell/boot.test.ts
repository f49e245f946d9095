/** The shell booted against a fake Electron, with the real studio in a real workspace. */
import { EventEmitter } from 'node:events'
import { existsSync, statSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { readReply } from '../../src/main/transports/replies'
import * as electron from './electron'

vi.mock('electron', () => import('./electron'))

const { app, BrowserWindow, dialog, home, ipcMain, Menu, nativeTheme, permissions, protocol, shell } = electron
let workspace = ''
/** What was asked of Electron while the app started. */
const first: { paths: unknown[]; reporting: unknown[] } = { paths: [], reporting: [] }
let window: InstanceType<typeof BrowserWindow>
const ours = { senderFrame: { url: home, parent: null } }

async function ask(name: unknown, input: unknown = {}, event: { senderFrame: unknown } = ours): Promise<unknown> {
  return readReply(
    (await ipcMain.handlers.get('request')?.({ sender: window?.webContents, ...event }, name, input)) as Uint8Array
  )
}

beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'atelier-shell-'))
  process.argv.push('--workspace', workspace)
  await import('../../src/main/index')
  await vi.waitFor(() => expect(Menu.applied).not.toEqual([]), 100_000)
  const [opened] = BrowserWindow.all
  if (!opened) throw new Error('No window was opened.')
  window = opened
  first.paths = [...app.setPath.mock.calls]
  first.reporting = [...electron.crashReporter.start.mock.calls]
})
beforeEach(() => vi.clearAllMocks())
afterAll(async () => {
  app.emit('before-quit', { preventDefault() {} })
  await vi.waitFor(() => expect(app.quit).toHaveBeenCalled(), 100_000)
  await rm(workspace, { recursive: true, force: true })
})

test('crashes are reported into the workspace, before the app is ready, and are sent nowhere', () => {
  expect(first.paths).toContainEqual(['crashDumps', join(workspace, 'crashes')])
  expect(first.reporting).toEqual([[{ uploadToServer: false, ignoreSystemCrashHandler: true }]])
  expect(statSync(join(workspace, 'crashes')).mode & 0o777).toBe(0o700)
})

test('the scheme is registered before the app is ready, as a secure one', () => {
  expect(app.order).toEqual(['scheme', 'ready'])
})

test('one window, isolated, sandboxed, without Node', () => {
  expect(BrowserWindow.all).toHaveLength(1)
  expect(window.options['webPreferences']).toMatchObject({
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    preload: expect.stringMatching(/out[\\/]preload[\\/]index\.cjs$/)
  })
})

test.each([
  ['file:///etc/passwd'],
  ['https://evil.example/'],
  ['app://other/'],
  ['http://127.0.0.1:5173/'],
  ['data:text/html,x'],
  ['not an address']
])('no page leads away to %s', url => {
  for (const name of ['will-navigate', 'will-redirect']) {
    const preventDefault = vi.fn()
    window.webContents.emit(name, { url, isMainFrame: true, preventDefault })
    expect(preventDefault, name).toHaveBeenCalledOnce()
  }
  expect(shell.openExternal).not.toHaveBeenCalled()
})

test('our own page may reload', () => {
  const preventDefault = vi.fn()
  window.webContents.emit('will-navigate', { url: `${home}index.html#x`, isMainFrame: true, preventDefault })
  expect(preventDefault).not.toHaveBeenCalled()
})

test('nothing is embedded', () => {
  for (const name of ['will-attach-webview', 'will-frame-navigate']) {
    const preventDefault = vi.fn()
    window.webContents.emit(name, { url: home, isMainFrame: false, preventDefault })
    expect(preventDefault, name).toHaveBeenCalledOnce()
  }
})

test.each([
  ['https://arxiv.org/abs/1511.06434', true],
  ['https://doi.org/10.1', true],
  ['http://arxiv.org/', false],
  ['https://arxiv.org.evil.example/', false],
  ['https://me@arxiv.org/', false],
  ['https://arxiv.org:8443/', false],
  ['https://evil.example/', false],
  ['file:///bin/sh', false],
  ['javascript:alert(1)', false],
  ['', false]
])('window.open(%s) opens no window; in the browser only papers: %s', (url, outside) => {
  expect(window.webContents.openHandler?.({ url })).toEqual({ action: 'deny' })
  expect(shell.openExternal.mock.calls).toEqual(outside ? [[url]] : [])
})

test('our own output page opens in a second window, confined like the first; no other page of ours does', () => {
  const opened = window.webContents.openHandler?.({ url: `${home}#output` }) as unknown as {
    action: string
    overrideBrowserWindowOptions: { webPreferences: Record<string, unknown> }
  }
  expect(opened.action).toBe('allow')
  const { webPreferences } = window.options
  expect(opened.overrideBrowserWindowOptions.webPreferences).toEqual(webPreferences)
  for (const url of [home, `${home}#other`, 'https://evil.example/#output'])
    expect(window.webContents.openHandler?.({ url })).toEqual({ action: 'deny' })
})

test('requests of our page reach the studio', async () => {
  expect(await ask('hello')).toMatchObject({ ok: true, value: { host: 'electron', workspace } })
  expect(await ask('getRun', { run: 'x' })).toMatchObject({ ok: false, code: 'bad-input' })
  expect(await ask('toString')).toMatchObject({ ok: false, code: 'bad-input' })
})

test.each([
  ['a page from elsewhere', { url: 'https://evil.example/', parent: null }],
  ['an app of another name', { url: 'app://atelier.evil/', parent: null }],
  ['a file', { url: 'file:///atelier/index.html', parent: null }],
  ['a frame in our page', { url: home, parent: { url: home } }],
  ['a frame that is gone', null],
  ['an address in disguise', { url: 'https://evil.example/app://atelier/', parent: null }]
])('requests of %s are rejected', async (_, senderFrame) => {
  await expect(ask('hello', {}, { senderFrame })).rejects.toThrow('own page')
})

test('a request without a name is rejected', async () => {
  await expect(ask({ toString: 'hello' })).rejects.toThrow(TypeError)
})

test('events go to our page and to no other', async () => {
  const { emit } = await import('../../src/main/shell/requests')
  const removed = { run: '7a0f3f0e-6a53-4d1c-9f2e-0c5d5b6f2a11' }
  emit('runRemoved', removed)
  expect(window.webContents.send.mock.calls).toEqual([['event', 'runRemoved', removed]])
  window.webContents.mainFrame = { url: 'https://evil.example/', parent: null }
  emit('runRemoved', removed)
  window.webContents.mainFrame = { url: home, parent: null }
  expect(window.webContents.send).toHaveBeenCalledOnce()
})

test.each([
  ['notifications', home, true, true],
  ['clipboard-sanitized-write', home, true, true],
  ['midi', home, true, true],
  ['fullscreen', `${home}#output`, true, true],
  ['fullscreen', 'https://evil.example/', true, false],
  ['midi', 'https://evil.example/', true, false],
  ['notifications', 'https://evil.example/', true, false],
  ['notifications', home, false, false],
  ['media', home, true, false],
  ['geolocation', home, true, false],
  ['clipboard-read', home, true, false],
  ['openExternal', home, true, false],
  ['fileSystem', home, true, false]
])('permission %s for %s, its top frame: %s: %s', (permission, url, isMainFrame, granted) => {
  const answer = vi.fn()
  permissions.request?.(window.webContents, permission, answer, { requestingUrl: url, isMainFrame })
  expect(answer).toHaveBeenCalledExactlyOnceWith(granted)
  expect(permissions.check?.(window.webContents, permission, url, { isMainFrame })).toBe(granted)
})

test('a microphone is given, for sound that moves controls; a camera, or both, are not', () => {
  const asked = (details: object): unknown => {
    const answer = vi.fn()
    const whole = { requestingUrl: home, isMainFrame: true, ...details }
    permissions.request?.(window.webContents, 'media', answer, whole)
    return answer.mock.calls[0]?.[0]
  }
  expect([['audio'], ['video'], ['audio', 'video'], []].map(mediaTypes => asked({ mediaTypes }))).toEqual([
    ...[true, false, false, false]
  ])
  const checked = { isMainFrame: true, mediaType: 'video' }
  expect(permissions.check?.(window.webContents, 'media', home, checked)).toBe(false)
})

test('no device is ever given', () => {
  expect(permissions.device?.()).toBe(false)
})

test('app:// serves the built window with the strict policy, and nothing else', async () => {
  const handle = protocol.handlers.get('app')
  for (const url of [
    'app://atelier/../../package.json',
    'app://atelier/..%2f..%2fpackage.json',
    'app://other/',
    'app://atelier/nothing.js'
  ]) {
    const response = await handle?.(new Request(url))
    expect(response?.status, url).toBe(404)
    expect(response?.headers.get('content-security-policy')).toContain("default-src 'none'")
  }
})

test('chooseFolder is the native dialog', async () => {
  expect(await ask('chooseFolder')).toEqual({ ok: true, value: null })
  dialog.showOpenDialog.mockResolvedValueOnce({ canceled: false, filePaths: ['/pictures/faces'] })
  expect(await ask('chooseFolder')).toEqual({ ok: true, value: '/pictures/faces' })
  expect(dialog.showOpenDialog).toHaveBeenLastCalledWith(
    window,
    expect.objectContaining({ properties: ['openDirectory'] })
  )
})

test('a file that the window saved is shown in its folder, and no other', async () => {
  const saved = (): unknown[] =>
    window.webContents.send.mock.calls.filter(([, event]) => event === 'saved').map(([, , payload]) => payload)
  const download = (state: string, path: string): void => {
    const item = Object.assign(new EventEmitter(), {
      getURL: () => `blob:${home}1`,
      getFilename: () => 'Pebbles.gif',
      getSavePath: () => path
    })
    electron.session.defaultSession.emit('will-download', {}, item)
    item.emit('done', {}, state)
  }
  download('cancelled', '')
  download('completed', '/home/me/Pictures/mine.gif')
  expect(saved()).toEqual([
    { url: `blob:${home}1`, name: 'Pebbles.gif', file: null },
    { url: `blob:${home}1`, name: 'mine.gif', file: 1 }
  ])
  expect(await ask('showSaved', { file: 1 })).toEqual({ ok: true, value: null })
  expect(shell.showItemInFolder.mock.calls).toEqual([['/home/me/Pictures/mine.gif']])
  expect(await ask('showSaved', { file: 2 })).toMatchObject({
    ok: false,
    message: expect.stringContaining('not known')
  })
  expect(await ask('showSaved', { file: '/etc/passwd' })).toMatchObject({ ok: false })
  expect(shell.showItemInFolder).toHaveBeenCalledOnce()
})

test('the kept theme is the system’s too', async () => {
  await ask('setPreference', { key: 'theme', value: 'light' })
  expect(nativeTheme.themeSource).toBe('light')
  await ask('setPreference', { key: 'theme', value: 'system' })
  expect(nativeTheme.themeSource).toBe('system')
})

test('the window’s place is remembered', async () => {
  window.bounds = { x: 40, y: 50, width: 1000, height: 700 }
  window.emit('resize')
  await expect
    .poll(() => ask('preferences'))
    .toMatchObject({ value: { window: { x: 40, y: 50, width: 1000, height: 700, maximized: false } } })
})

test('a second start shows the first one’s window', () => {
  app.emit('second-instance', {}, [], '/')
  expect(window.show).toHaveBeenCalledOnce()
  expect(window.focus).toHaveBeenCalledOnce()
})

test('a menu command reaches the page', () => {
  const items = Menu.applied.flatMap(({ submenu }) => submenu ?? [])
  items.find(({ id }) => id === 'train')?.click?.()
  expect(window.webContents.send.mock.calls).toEqual([['event', 'command', { command: 'train' }]])
})

test('Chromium’s own files stay in the workspace', () => {
  expect(existsSync(join(workspace, 'window'))).toBe(true)
})
