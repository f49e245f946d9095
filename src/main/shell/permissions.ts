/** What a page may ask of the machine: to notify, and to put something on the clipboard. */
import { session } from 'electron'
import { isOurs } from './origin'

const granted = new Set(['notifications', 'clipboard-sanitized-write'])

export function setupPermissions(): void {
  const { defaultSession } = session
  defaultSession.setPermissionRequestHandler((_, permission, answer, { requestingUrl, isMainFrame }) =>
    answer(granted.has(permission) && isMainFrame && isOurs(requestingUrl))
  )
  defaultSession.setPermissionCheckHandler(
    (_, permission, origin, { isMainFrame }) => granted.has(permission) && isMainFrame && isOurs(origin)
  )
  defaultSession.setDevicePermissionHandler(() => false)
  defaultSession.setDisplayMediaRequestHandler((_, answer) => answer(null))
}
