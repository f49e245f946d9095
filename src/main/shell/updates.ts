/**
 * Updates from a feed that somebody set. Without one nothing is asked: nothing leaves the machine by itself. A new
 * version is fetched, checked against the hash that the feed gives, and installed when the app is quit.
 */
import { feedOf, feedPreference } from '../../shared/feed'
import type { Emit } from '../../shared/ipc'
import { type Answer, readReply } from '../transports/replies'

/** What electron-updater's autoUpdater does of it. */
export interface Updater {
  autoDownload: boolean
  autoInstallOnAppQuit: boolean
  allowDowngrade: boolean
  setFeedURL(feed: { provider: 'generic'; url: string }): void
  checkForUpdates(): Promise<unknown>
  on(event: 'update-downloaded', listener: (info: { version: string }) => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  removeAllListeners(event: 'update-downloaded' | 'error'): unknown
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
export async function setupUpdates(options: UpdateOptions): Promise<(() => void) | null> {
  const { packaged, environment, kept, load, emit } = options
  const asked = environment ?? (typeof kept === 'string' ? kept : '')
  if (!packaged || asked === '') return null
  const url = feedOf(asked)
  if (!url) {
    emit('notice', {
      level: 'warning',
      message:
        `Updates are not looked for: “${asked}” is no address of a feed. It has to begin with https://, or with ` +
        'http:// on this machine.'
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
  return () => {
    clearInterval(timer)
    updater.removeAllListeners('update-downloaded')
    updater.removeAllListeners('error')
  }
}

/** A feed that is set in the window is asked at once; one that is emptied is asked no more. */
export function followFeed(answer: Answer, options: Omit<UpdateOptions, 'kept'>): { answer: Answer; set: SetFeed } {
  // One after another: two feeds are never asked side by side.
  let last: Promise<(() => void) | null> = Promise.resolve(null)
  const set: SetFeed = kept => {
    last = last.then(async end => {
      end?.()
      return setupUpdates({ ...options, kept })
    })
    // Where the updater cannot be loaded, Atelier stays as it is.
    last = last.catch((error: unknown) => {
      console.warn('Updates cannot be looked for:', error)
      return null
    })
  }
  return {
    set,
    answer: async (name, input, caller) => {
      const reply = await answer(name, input, caller)
      if (name === 'setPreference' && readReply(reply).ok) {
        const { key, value } = input as { key: string; value: unknown }
        if (key === feedPreference) set(value)
      }
      return reply
    }
  }
}

type SetFeed = (kept: unknown) => void
