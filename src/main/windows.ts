/** The window, and what no page in it may do: leave, open others, embed. */
import {
  app,
  BrowserWindow,
  type BrowserWindowConstructorOptions,
  screen,
  shell,
  type WebContents,
  type WebPreferences
} from 'electron'
import { setupEditMenu } from './menu'
import { type Bounds, usableBounds } from './shell/bounds'
import { developing } from './shell/development'
import { home, isOurs } from './shell/origin'
import { built } from './transports/pages'

/** Papers that the models cite; nothing else is opened outside. */
const readable = new Set(['arxiv.org', 'www.arxiv.org', 'doi.org'])

export interface WindowOptions {
  /** What `keep` was last given, whatever became of it. */
  kept: unknown
  keep: (bounds: Bounds) => void
  dark: boolean
}

export function openWindow({ kept, keep, dark }: WindowOptions): BrowserWindow {
  const bounds = usableBounds(
    kept,
    screen.getAllDisplays().map(display => display.workArea)
  )
  const window = new BrowserWindow({
    ...(bounds
      ? { x: bounds.x, y: bounds.y, width: bounds.width, height: bounds.height }
      : { width: 1280, height: 800 }),
    minWidth: 960,
    minHeight: 600,
    show: false,
    title: 'Atelier',
    // What is seen before the page has drawn.
    backgroundColor: dark ? '#17181a' : '#ffffff',
    webPreferences: confined()
  })
  if (bounds?.maximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  setupEditMenu(window)
  rememberBounds(window, keep)
  void window.loadURL(home())
  return window
}

const confined = (): WebPreferences => ({
  preload: built('preload', 'index.cjs'),
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  devTools: developing(),
  spellcheck: false
})

/** The second window: a picture alone, see screens/output. */
const output = (): BrowserWindowConstructorOptions => ({
  width: 960,
  height: 960,
  title: 'Atelier: output',
  backgroundColor: '#000000',
  autoHideMenuBar: true,
  webPreferences: confined()
})

/** For every page there will ever be, also one that was not meant to be. */
export function setupContents(): void {
  app.on('web-contents-created', (_, contents) => confine(contents))
}

function confine(contents: WebContents): void {
  contents.setWindowOpenHandler(({ url }) => {
    if (isOurs(url) && new URL(url).hash === '#output')
      return { action: 'allow', overrideBrowserWindowOptions: output() }
    openOutside(url)
    return { action: 'deny' }
  })
  contents.on('will-navigate', details => {
    if (isOurs(details.url)) return
    details.preventDefault()
    openOutside(details.url)
  })
  contents.on('will-frame-navigate', details => {
    if (!details.isMainFrame) details.preventDefault()
  })
  contents.on('will-redirect', details => {
    if (!isOurs(details.url)) details.preventDefault()
  })
  contents.on('will-attach-webview', event => event.preventDefault())
}

function openOutside(url: string): void {
  if (!URL.canParse(url)) return
  const { protocol, hostname, username, port } = new URL(url)
  if (protocol === 'https:' && readable.has(hostname) && username === '' && port === '') void shell.openExternal(url)
}

function rememberBounds(window: BrowserWindow, keep: (bounds: Bounds) => void): void {
  let timer: NodeJS.Timeout | undefined
  const now = (): void => {
    clearTimeout(timer)
    if (!window.isDestroyed() && !window.isMinimized())
      keep({ ...window.getNormalBounds(), maximized: window.isMaximized() })
  }
  const soon = (): void => {
    clearTimeout(timer)
    timer = setTimeout(now, 500)
  }
  window.on('resize', soon)
  window.on('move', soon)
  window.on('maximize', soon)
  window.on('unmaximize', soon)
  window.on('hide', now)
}
