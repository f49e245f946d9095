/** Who asks, over Electron's IPC: a window's page, until it is loaded anew, dies or is closed. */
import type { WebContents } from 'electron'
import type { Caller } from '../../shared/ipc'

const present = new WeakMap<WebContents, Caller>()

export function callerOf(contents: WebContents): Caller {
  const known = present.get(contents)
  if (known) return known
  const ended = new AbortController()
  const caller: Caller = { gone: ended.signal }
  const leave = (): void => {
    present.delete(contents)
    ended.abort()
    contents.off('destroyed', leave).off('render-process-gone', leave).off('did-start-navigation', navigate)
  }
  const navigate = ({ isMainFrame, isSameDocument }: { isMainFrame: boolean; isSameDocument: boolean }): void => {
    if (isMainFrame && !isSameDocument) leave()
  }
  contents.on('destroyed', leave).on('render-process-gone', leave).on('did-start-navigation', navigate)
  present.set(contents, caller)
  return caller
}
