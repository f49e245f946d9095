/** The contract over Electron IPC: one channel each way. */
import { BrowserWindow, ipcMain, nativeTheme } from 'electron'
import type { Emit } from '../../shared/ipc'
import type { Channel } from '../../shared/wire'
import { type Answer, readReply, writeReply } from '../transports/replies'
import { callerOf } from './callers'
import { fromOurPage } from './origin'

/** Requests of our own page go to the studio; anything else's are rejected unread. */
export function setupRequests(answer: Answer): void {
  ipcMain.handle('request' satisfies Channel, (event, name: unknown, input: unknown) => {
    if (!fromOurPage(event)) throw new Error('Only the studio’s own page may ask.')
    if (typeof name !== 'string') throw new TypeError('A request has a name.')
    return answer(name, input, callerOf(event.sender))
  })
}

/** What only the shell can do is answered here, everything else by the studio. */
export function answerHere(own: Record<string, (input: unknown) => Promise<unknown>>, studio: Answer): Answer {
  return async (name, input, caller) => {
    const work = Object.hasOwn(own, name) ? own[name] : undefined
    if (!work) return studio(name, input, caller)
    try {
      return writeReply({ ok: true, value: await work(input) })
    } catch (error) {
      return writeReply({
        ok: false,
        code: 'internal',
        message: error instanceof Error ? error.message : String(error)
      })
    }
  }
}

/** An event to every window that shows our page. */
export const emit: Emit = (event, payload) => {
  for (const window of BrowserWindow.getAllWindows())
    if (showsOurPage(window)) window.webContents.send('event' satisfies Channel, event, payload)
}

/** A page that has died, or just left, has no frame to be asked; it hears everything anew when it is loaded again. */
function showsOurPage(window: BrowserWindow): boolean {
  try {
    return (
      !window.isDestroyed() &&
      !window.webContents.isCrashed() &&
      fromOurPage({ senderFrame: window.webContents.mainFrame })
    )
  } catch {
    return false
  }
}

/** The title bar, the menus and the dialogs follow the theme that the window keeps as a preference. */
export function followTheme(answer: Answer): Answer {
  return async (name, input, caller) => {
    const reply = await answer(name, input, caller)
    if (name === 'setPreference' && readReply(reply).ok) {
      const { key, value } = input as { key: string; value: unknown }
      if (key === 'theme') applyTheme(value)
    }
    return reply
  }
}

export function applyTheme(kept: unknown): void {
  nativeTheme.themeSource = kept === 'dark' || kept === 'light' ? kept : 'system'
}
