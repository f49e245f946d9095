/**
 * Updates from a feed that somebody set. Without one nothing is asked: nothing leaves the machine by itself. A new
 * version is fetched, checked against the hash that the feed gives, and installed when the app is quit.
 */
import type { Emit } from '../../shared/ipc'

/** Under which the workspace keeps the feed's address. */
export const feedPreference = 'updateFeed'

/** What electron-updater's autoUpdater does of it. */
export interface Updater {
  autoDownload: boolean
  autoInstallOnAppQuit: boolean
  allowDowngrade: boolean
  setFeedURL(feed: { provider: 'generic'; url: string }): void
  checkForUpdates(): Promise<unknown>
  on(event: 'update-downloaded', listener: (info: { version: string }) => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
}

export interface UpdateOptions {
  /** Installed, not run from a source tree. */
  packaged: boolean
  /** The environment's word goes before the workspace's. */
  environment: string | undefined
  kept: unknown
  load: () => Promise<Updater>
  emit: Emit
}

const day = 24 * 3600_000

/** Asks the feed now and once a day. @returns what ends that; null where nothing is asked */
export async function setupUpdates({
  packaged,
  environment,
  kept,
  load,
  emit
}: UpdateOptions): Promise<(() => void) | null> {
  const asked = environment ?? (typeof kept === 'string' ? kept : '')
  if (!packaged || asked === '') return null
  const url = feedOf(asked)
  if (!url) {
    emit('notice', {
      level: 'warning',
      message: `Updates are not looked for: “${asked}” is no address of a feed. It has to begin with https://, or with http:// on this machine.`
    })
    return null
  }
  const updater = await load()
  Object.assign(updater, { autoDownload: true, autoInstallOnAppQuit: true, allowDowngrade: false })
  updater.setFeedURL({ provider: 'generic', url })
  updater.on('update-downloaded', ({ version }) =>
    emit('notice', { level: 'info', message: `Atelier ${version} is here. It is installed when you quit.` })
  )
  // Being offline is no news; the next day asks again.
  updater.on('error', error => {
    console.warn('The update feed gave no update:', error.message)
  })
  const look = (): void => {
    updater.checkForUpdates().catch(() => undefined)
  }
  look()
  const timer = setInterval(look, day)
  timer.unref()
  return () => clearInterval(timer)
}

/** Null for what must not be trusted with a program: plain http from another machine, or no address at all. */
export function feedOf(word: string): string | null {
  if (!URL.canParse(word)) return null
  const { protocol, hostname, username, password, href } = new URL(word)
  if (username !== '' || password !== '') return null
  const here = hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]'
  return protocol === 'https:' || (protocol === 'http:' && here) ? href : null
}
