/**
 * What a page may ask of the machine: to notify, to put something on the clipboard, to fill the screen as the output
 * page does, and for Explore's controls to be moved by MIDI controllers and by what a microphone hears; a camera it may
 * not.
 */
import { session } from 'electron'
import { isOurs } from './origin'

const granted = new Set(['notifications', 'clipboard-sanitized-write', 'fullscreen', 'midi'])

export function setupPermissions(): void {
  const { defaultSession } = session
  defaultSession.setPermissionRequestHandler((_, permission, answer, details) =>
    answer(
      (granted.has(permission) || isSound(permission, details)) && details.isMainFrame && isOurs(details.requestingUrl)
    )
  )
  defaultSession.setPermissionCheckHandler(
    (_, permission, origin, details) =>
      (granted.has(permission) || isSound(permission, details)) && details.isMainFrame && isOurs(origin)
  )
  defaultSession.setDevicePermissionHandler(() => false)
  defaultSession.setDisplayMediaRequestHandler((_, answer) => answer(null))
}

/** A microphone and nothing that sees. A request names all that is wanted, a check one of them. */
const isSound = (permission: string, details: object): boolean =>
  permission === 'media' &&
  (('mediaTypes' in details && Array.isArray(details.mediaTypes) && details.mediaTypes.join() === 'audio') ||
    ('mediaType' in details && details.mediaType === 'audio'))
