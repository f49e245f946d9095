/** What a page may ask of the machine: to notify, and to put something on the clipboard. */
import { session } from 'electron'
import { isOurs } from './origin'

const granted = new Set(['notifications', 'clipboard-sanitized-write'])

export function setupPermissions(): void {
  const { defaultSession } = session
  defaultSession.setPermissionRequestHandler((_, permission, answer, details) =>
    answer(granted.has(permission) && isOurs(details.requestingUrl))
  )
  defaultSession.setPermissionCheckHandler((_, permission, origin) => granted.has(permission) && isOurs(origin))
  defaultSession.setDevicePermissionHandler(() => false)
  defaultSession.setDisplayMediaRequestHandler((_, answer) => answer(null))
}
