/** The contract over Electron IPC: one channel each way. */
import { BrowserWindow, ipcMain, nativeTheme } from 'electron'
import type { Emit } from '../../shared/ipc'
import type { Dispatch } from '../studio/dispatch'
import { callerOf } from './callers'
import { fromOurPage } from './origin'

/** Requests of our own page go to the studio; anything else's are rejected unread. */
export function setupRequests(dispatch: Dispatch): void {
  ipcMain.handle('request', (event, name: unknown, input: unknown) => {
    if (!fromOurPage(event)) throw new Error('Only the studio’s own page may ask.')
    if (typeof name !== 'string') throw new TypeError('A request has a name.')
    return dispatch(name, input, callerOf(event.sender))
  })
}

/** An event to every window that shows our page. */
export const emit: Emit = (event, payload) => {
  for (const window of BrowserWindow.getAllWindows()) {
    if (!window.isDestroyed() && fromOurPage({ senderFrame: window.webContents.mainFrame })) window.webContents.send('event', event, payload)
  }
}

/** The title bar, the menus and the dialogs follow the theme that the window keeps as a preference. */
export function followTheme(dispatch: Dispatch): Dispatch {
  return async (name, input, caller) => {
    const reply = await dispatch(name, input, caller)
    if (name === 'setPreference' && reply.ok) {
      const { key, value } = input as { key: string; value: unknown }
      if (key === 'theme') applyTheme(value)
    }
    return reply
  }
}

export function applyTheme(kept: unknown): void {
  nativeTheme.themeSource = kept === 'dark' || kept === 'light' ? kept : 'system'
}
