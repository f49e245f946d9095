/** The native menu. What concerns a screen goes to the page as a `command` event; the page's own keys are the same. */
import { type BrowserWindow, Menu, type MenuItemConstructorOptions, shell } from 'electron'
import type { Payload } from '../shared/ipc'
import { formats } from './exports'
import { developing } from './shell/development'

type Command = Payload<'command'>

export interface MenuOptions {
  send: (command: Command) => void
  workspace: string
}

export function setupMenu(options: MenuOptions): void {
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(menuTemplate(options, { mac: process.platform === 'darwin', developing: developing() }))
  )
}

export function menuTemplate(
  { send, workspace }: MenuOptions,
  { mac, developing }: { mac: boolean; developing: boolean }
): MenuItemConstructorOptions[] {
  const item = (
    label: string,
    command: Command['command'],
    accelerator?: string,
    format?: string
  ): MenuItemConstructorOptions => ({
    label,
    accelerator,
    id: format ? `${command} ${format}` : command,
    click: () => send(format ? { command, format } : { command })
  })
  const line: MenuItemConstructorOptions = { type: 'separator' }
  return [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    {
      label: '&File',
      submenu: [
        item('Open Folder…', 'openFolder', 'CmdOrCtrl+O'),
        line,
        ...formats.all.map(({ id, title, accelerator }) => item(`${title}…`, 'export', accelerator, id)),
        line,
        { label: 'Show Workspace Folder', click: () => void shell.openPath(workspace) },
        line,
        mac ? { role: 'close' } : { role: 'quit' }
      ]
    },
    { role: 'editMenu' },
    {
      label: '&View',
      submenu: [
        item('Sidebar', 'toggleSidebar', 'CmdOrCtrl+B'),
        item('Dark or Light', 'toggleTheme', 'CmdOrCtrl+Shift+L'),
        item('Search', 'search', 'CmdOrCtrl+F'),
        line,
        ...viewRoles(developing)
      ]
    },
    {
      label: '&Run',
      submenu: [
        item('Train', 'train', 'CmdOrCtrl+Enter'),
        item('Pause or Continue', 'pause', 'CmdOrCtrl+P'),
        item('Stop and Save', 'stop', 'CmdOrCtrl+.')
      ]
    },
    {
      label: '&Help',
      role: 'help',
      submenu: [item('Keyboard Shortcuts', 'shortcuts', 'CmdOrCtrl+/'), ...(mac ? [] : [{ role: 'about' } as const])]
    }
  ]
}

/** What Chromium itself does with a view. */
const viewRoles = (developing: boolean): MenuItemConstructorOptions[] => [
  { role: 'resetZoom' },
  { role: 'zoomIn' },
  { role: 'zoomOut' },
  { type: 'separator' },
  { role: 'togglefullscreen' },
  ...(developing
    ? [{ type: 'separator' } as const, { role: 'reload' } as const, { role: 'toggleDevTools' } as const]
    : [])
]

/** Right click in a text field or on selected text, where the page has no menu of its own. */
export function setupEditMenu(window: BrowserWindow): void {
  window.webContents.on('context-menu', (_, { isEditable, selectionText }) => {
    if (!isEditable && selectionText.trim() === '') return
    const roles = isEditable ? (['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll'] as const) : (['copy'] as const)
    Menu.buildFromTemplate(roles.map(role => ({ role }))).popup({ window })
  })
}
