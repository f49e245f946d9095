/**
 * A graphics process that dies again and again. Chromium starts it again, the third time in a plainer way, and ends the
 * whole app when no plainer way is left: before that the window goes, what trains goes on, and the next start draws
 * without the graphics driver.
 */
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { app, type Details } from 'electron'
import type { Log } from '../lib/log'
import { privateFile } from '../lib/private'

/** Chromium counts 3 for each way of drawing, and has at least two. */
const remembered = 3
const last = 5
const period = 5 * 60_000

export interface GraphicsOptions {
  log: Log
  /** For the window, where it can still be read. */
  say: (message: string) => void
  /** One more and Chromium would end the app. */
  retreat: () => void
}

/** The marker that lies beside Chromium's own files. */
export const plainMarker = (profile: string): string => join(profile, 'draw-without-graphics-driver')

/** Before the app is ready. @param again somebody wants the driver to be tried once more */
export function setupGraphics(profile: string, again = process.argv.includes('--graphics-driver')): void {
  if (again) rmSync(plainMarker(profile), { force: true })
  if (!existsSync(plainMarker(profile))) return
  app.disableHardwareAcceleration()
  // There is no plainer way to fall back to: without this Chromium would end the app.
  app.commandLine.appendSwitch('disable-gpu-process-crash-limit')
}

export function watchGraphics(profile: string, { log, say, retreat }: GraphicsOptions): void {
  const plain = existsSync(plainMarker(profile))
  let deaths: number[] = []
  app.on('child-process-gone', (_event, { type, reason, exitCode }: Details) => {
    if (type !== 'GPU' || reason === 'clean-exit') return
    log.warn(`The graphics process is gone: ${reason}, ${exitCode}.`)
    const now = Date.now()
    deaths = [...deaths.filter(at => now - at < period), now]
    if (plain) return
    if (deaths.length === remembered) {
      remember(profile)
      say(
        'The graphics driver failed three times. From the next start on the window is drawn without it; start ' +
          'Atelier with --graphics-driver to try it again. Training is not touched.'
      )
    }
    if (deaths.length === last) retreat()
  })
}

function remember(profile: string): void {
  try {
    writeFileSync(
      plainMarker(profile),
      'The graphics process died several times in a row. Remove this file to use the graphics driver again.\n',
      { mode: privateFile }
    )
  } catch {
    // The next start finds out anew.
  }
}
