/**
 * A stand-in for the `electron` module: records what the shell asks of it and lets a test play the system's part.
 * Only Electron is faked; the studio, its workspace and the pages are real.
 */
import { EventEmitter } from 'node:events'
import { vi } from 'vitest'

export const home = 'app://atelier/'

export class FakeContents extends EventEmitter {
  mainFrame: { url: string; parent: unknown } = { url: home, parent: null }
  send = vi.fn()
  crashed = false
  reload = vi.fn()
  forcefullyCrashRenderer = vi.fn()
  isCrashed(): boolean {
    return this.crashed
  }
  openHandler: ((details: { url: string }) => { action: string }) | undefined
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler
  }
}

export class BrowserWindow extends EventEmitter {
  static all: BrowserWindow[] = []
  static getAllWindows(): BrowserWindow[] {
    return BrowserWindow.all
  }
  webContents = new FakeContents()
  destroyed = false
  focused = false
  bounds = { x: 0, y: 0, width: 1280, height: 800 }
  loadURL = vi.fn(async (_url: string) => {})
  show = vi.fn()
  hide = vi.fn(() => {
    this.emit('hide')
  })
  focus = vi.fn()
  restore = vi.fn()
  maximize = vi.fn()
  setProgressBar = vi.fn()
  constructor(readonly options: Record<string, unknown>) {
    super()
    BrowserWindow.all.push(this)
    app.emit('web-contents-created', {}, this.webContents)
  }
  visible = true
  isVisible(): boolean {
    return this.visible
  }
  isDestroyed(): boolean {
    return this.destroyed
  }
  isMinimized(): boolean {
    return false
  }
  isMaximized(): boolean {
    return false
  }
  isFocused(): boolean {
    return this.focused
  }
  getNormalBounds(): object {
    return this.bounds
  }
}

class App extends EventEmitter {
  isPackaged = true
  lock = true
  order: string[] = []
  requestSingleInstanceLock = vi.fn(() => this.lock)
  whenReady = vi.fn(async () => {
    this.order.push('ready')
  })
  setPath = vi.fn()
  quit = vi.fn()
  exit = vi.fn()
  enableSandbox = vi.fn()
  relaunch = vi.fn()
  disableHardwareAcceleration = vi.fn()
  path = process.cwd()
  getAppPath(): string {
    return this.path
  }
  commandLine = {
    switches: new Set<string>(),
    hasSwitch: (name: string) => this.commandLine.switches.has(name),
    removeSwitch: (name: string) => {
      this.commandLine.switches.delete(name)
    },
    appendSwitch: (name: string) => {
      this.commandLine.switches.add(name)
    }
  }
}
export const app = new App()

type RequestHandler = (event: { senderFrame: unknown; sender?: unknown }, name: unknown, input?: unknown) => unknown
export const ipcMain = {
  handlers: new Map<string, RequestHandler>(),
  handle(channel: string, handler: RequestHandler): void {
    this.handlers.set(channel, handler)
  }
}

export const protocol = {
  registerSchemesAsPrivileged: vi.fn((_schemes: unknown[]) => {
    app.order.push('scheme')
  }),
  handlers: new Map<string, (request: Request) => Promise<Response>>(),
  handle(scheme: string, handler: (request: Request) => Promise<Response>): void {
    this.handlers.set(scheme, handler)
  }
}

type PermissionRequest = (
  contents: unknown,
  permission: string,
  answer: (granted: boolean) => void,
  details: { requestingUrl: string; isMainFrame: boolean }
) => void
export const permissions: {
  request?: PermissionRequest
  check?: (contents: unknown, permission: string, origin: string, details: { isMainFrame: boolean }) => boolean
  device?: () => boolean
} = {}
export const session = {
  defaultSession: Object.assign(new EventEmitter(), {
    setPermissionRequestHandler(handler: PermissionRequest): void {
      permissions.request = handler
    },
    setPermissionCheckHandler(handler: NonNullable<typeof permissions.check>): void {
      permissions.check = handler
    },
    setDevicePermissionHandler(handler: () => boolean): void {
      permissions.device = handler
    },
    setDisplayMediaRequestHandler: vi.fn()
  })
}

export const crashReporter = { start: vi.fn((_options: object) => {}) }

export const dialog = {
  showOpenDialog: vi.fn(async (..._args: unknown[]) => ({ canceled: true, filePaths: [] as string[] })),
  showMessageBox: vi.fn(async (..._args: unknown[]) => ({ response: 2 })),
  showErrorBox: vi.fn()
}
export const shell = {
  openExternal: vi.fn(async (_url: string) => {}),
  openPath: vi.fn(async (_path: string) => ''),
  showItemInFolder: vi.fn((_path: string) => {})
}
export const screen = { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] }
export const nativeTheme = { themeSource: 'system', shouldUseDarkColors: true }
export const powerMonitor = new EventEmitter()
export const powerSaveBlocker = { start: vi.fn((_type: string) => 7), stop: vi.fn() }

export class Notification extends EventEmitter {
  static shown: Notification[] = []
  static isSupported(): boolean {
    return true
  }
  constructor(readonly options: { title: string; body: string }) {
    super()
  }
  show(): void {
    Notification.shown.push(this)
  }
}

export interface Item {
  id?: string
  label?: string
  role?: string
  accelerator?: string
  click?: () => void
  submenu?: Item[]
}
export const Menu = {
  applied: [] as Item[],
  buildFromTemplate: vi.fn((template: Item[]) => Object.assign([...template], { popup: vi.fn() })),
  setApplicationMenu(menu: Item[]): void {
    Menu.applied = menu
  }
}

export class FakeUtility extends EventEmitter {
  static started: FakeUtility[] = []
  stderr = new EventEmitter()
  pid: number | undefined
  postMessage = vi.fn()
  kill = vi.fn(() => true)
  constructor(
    readonly program: string,
    readonly options: Record<string, unknown>
  ) {
    super()
    FakeUtility.started.push(this)
  }
}
export const utilityProcess = {
  fork: (program: string, _args: string[], options: Record<string, unknown>) => new FakeUtility(program, options)
}

export const exposed: Record<string, unknown> = {}
export const contextBridge = {
  exposeInMainWorld: (name: string, value: unknown) => {
    exposed[name] = value
  }
}
export const ipcRenderer = Object.assign(new EventEmitter(), {
  invoke: vi.fn(async (..._args: unknown[]) => new Uint8Array())
})
export const webUtils = { getPathForFile: vi.fn((file: File) => `/pictures/${file.name}`) }
