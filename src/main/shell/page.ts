/** The window's page when it dies or stops answering: said with the reason, and loaded anew where that is wanted. */
import { type BrowserWindow, dialog, type RenderProcessGoneDetails } from 'electron'
import type { Log } from '../lib/log'
import { goneWords } from './endings'

export interface PageOptions {
  window: BrowserWindow
  log: Log
  /** Quit was chosen. */
  quit: () => void
}

const untouched = 'The studio is not touched: what trains goes on, and everything that was saved is kept.'

export function watchPage({ window, log, quit }: PageOptions): void {
  const { webContents: page } = window
  let asking = false
  let reloading = false

  const reload = (): void => {
    reloading = true
    page.reload()
  }
  page.on('did-finish-load', () => {
    reloading = false
  })

  async function gone({ reason, exitCode }: RenderProcessGoneDetails): Promise<void> {
    if (reason === 'clean-exit') return
    log.error(`The window's page is gone: ${reason}, ${exitCode}.`)
    // We ended it ourselves, to load it anew; or nobody sees it.
    if (reloading || asking || window.isDestroyed()) return
    if (!window.isVisible()) return reload()
    asking = true
    const { response } = await dialog.showMessageBox(window, {
      type: 'error',
      message: `The window ${goneWords(reason)}.`,
      detail: untouched,
      buttons: ['Reload', 'Quit Atelier'],
      defaultId: 0,
      cancelId: 0,
      noLink: true
    })
    asking = false
    if (window.isDestroyed()) return
    if (response === 1) quit()
    else reload()
  }

  async function silent(): Promise<void> {
    if (asking || reloading || window.isDestroyed()) return
    log.warn("The window's page does not answer.")
    asking = true
    const answers = new AbortController()
    const again = (): void => answers.abort()
    window.once('responsive', again)
    const { response } = await dialog.showMessageBox(window, {
      type: 'warning',
      message: 'The window does not answer.',
      detail: untouched,
      buttons: ['Wait', 'Reload'],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
      signal: answers.signal
    })
    window.off('responsive', again)
    asking = false
    if (response !== 1 || window.isDestroyed()) return
    reloading = true
    page.forcefullyCrashRenderer()
    page.reload()
  }

  page.on('render-process-gone', (_event, details) => void gone(details))
  window.on('unresponsive', () => void silent())
}
