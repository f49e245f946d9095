/** The Electron shell: what boots, in order. Everything the product does is in the studio. */
import { parseArgs } from 'node:util'
import { app, type BrowserWindow, dialog, nativeTheme } from 'electron'
import { feedPreference } from '../shared/feed'
import { type Emit, requests } from '../shared/ipc'
import { isUnforeseen, readable } from './lib/failures'
import { setupMenu } from './menu'
import { openLog } from './lib/log'
import { Activity } from './shell/activity'
import { closeApp } from './shell/closed'
import { setupCrashReports } from './shell/crashes'
import { followDownloads } from './shell/downloads'
import { watchFaults } from './shell/faults'
import { setupGraphics, watchGraphics } from './shell/graphics'
import { type Leaving, setupLeaving } from './shell/leaving'
import { watchPage } from './shell/page'
import { setupPermissions } from './shell/permissions'
import { desktopProgress } from './shell/progress'
import { answerHere, applyTheme, emit, followTheme, setupRequests } from './shell/requests'
import { setupProfile } from './shell/profile'
import { setupPages, setupScheme } from './shell/scheme'
import { followFeed } from './shell/updates'
import { startUtilityProcess } from './shell/utility-process'
import { hostStudio } from './studio/thread/host'
import { workspaceFolder } from './studio/workspace'
import { type Answer, readReply } from './transports/replies'
import { openWindow, setupContents } from './windows'

// Chromium's own flags are in there too.
const { workspace: asked } = parseArgs({
  args: process.argv.slice(1),
  options: { workspace: { type: 'string' } },
  strict: false
}).values
const workspace = workspaceFolder(typeof asked === 'string' ? asked : undefined)
let window: BrowserWindow | undefined
let leaving: Leaving | undefined

const unheard = closeApp()
app.enableSandbox()
const profile = setupProfile(workspace)
if (!app.requestSingleInstanceLock()) {
  app.quit()
} else {
  app.on('second-instance', () => leaving?.show())
  app.on('activate', () => leaving?.show())
  setupCrashReports(profile.home)
  setupGraphics(profile.folder)
  setupScheme()
  setupContents()
  app.whenReady().then(boot).catch(failed)
}

async function boot(): Promise<void> {
  // Not before: this is the only Atelier here.
  const log = openLog(profile.home)
  if (unheard.length > 0) log.warn(`Not listened to: ${unheard.join(', ')}.`)
  setupPages()
  setupPermissions()
  const activity = new Activity(
    desktopProgress({
      window: () => (window?.isDestroyed() ? undefined : window),
      show: () => leaving?.show(),
      idle: () => leaving?.idle()
    })
  )
  const tell = telling(activity)
  const say = (message: string): void => tell('notice', { level: 'warning', message })
  const studio = await hostStudio({
    workspace,
    host: 'electron',
    // The window is the only place to say it.
    rescues: ['not-readable', 'not-writable', 'not-found', 'conflict', 'unsupported', 'disk-full'],
    emit: tell,
    startProcess: startUtilityProcess,
    onFault: ({ message, stack }) => log.error(message, Object.assign(new Error(message), { stack })),
    onEnded: message => {
      log.error(message)
      void ended(message)
    }
  })
  const feed = followFeed(studio.answer, {
    packaged: app.isPackaged,
    environment: process.env.ATELIER_UPDATE_FEED,
    load: async () => (await import('electron-updater')).default.autoUpdater,
    emit: tell
  })
  const { showSaved } = followDownloads(tell)
  setupRequests(
    answerHere(
      studio.broken ? rescuing : { chooseFolder: () => chooseFolder('Choose a folder of pictures'), showSaved },
      followTheme(feed.answer)
    )
  )
  const { theme, window: kept, [feedPreference]: address } = await preferences(studio.answer)
  applyTheme(theme)
  feed.set(address)
  window = openWindow({
    kept,
    keep: bounds => void studio.answer('setPreference', { key: 'window', value: bounds }),
    dark: nativeTheme.shouldUseDarkColors
  })
  leaving = setupLeaving({ window, training: () => activity.training(), close: () => studio.close() })
  watchFaults({ log, say })
  watchPage({ window, log, quit: () => app.quit() })
  watchGraphics(profile.folder, { log, say, retreat: () => leaving?.retreat() })
  setupMenu({
    workspace,
    send(command) {
      leaving?.show()
      emit('command', command)
    }
  })
}

/** To the window, and to what shows on the desktop that something trains. */
const telling =
  (activity: Activity): Emit =>
  (event, payload) => {
    activity.observe(event, payload)
    emit(event, payload)
  }

/** The studio died again and again, or its workspace cannot be opened any more. */
async function ended(message: string): Promise<void> {
  const options = {
    type: 'error' as const,
    message: 'The studio has ended.',
    detail: message,
    buttons: ['Start Again', 'Quit'],
    defaultId: 0,
    cancelId: 1,
    noLink: true
  }
  const { response } = await (window && !window.isDestroyed()
    ? dialog.showMessageBox(window, options)
    : dialog.showMessageBox(options))
  if (response === 0) leaving?.restart()
  else app.quit()
}

/** Of the window; none where they cannot be read, which the page then says. */
async function preferences(answer: Answer): Promise<Record<string, unknown>> {
  const reply = readReply(await answer('preferences', {}))
  return reply.ok ? (reply.value as Record<string, unknown>) : {}
}

/** Where the workspace cannot be opened; once it is repaired, pictures are chosen with the same dialog. */
const rescuing = { chooseFolder: () => chooseFolder('Choose a folder', 'createDirectory'), changeWorkspace }

async function chooseFolder(title: string, ...more: 'createDirectory'[]): Promise<string | null> {
  const options = { title, properties: ['openDirectory' as const, ...more] }
  const { canceled, filePaths } = await (window
    ? dialog.showOpenDialog(window, options)
    : dialog.showOpenDialog(options))
  return canceled ? null : (filePaths[0] ?? null)
}

/** Where this one cannot be opened. */
async function changeWorkspace(input: unknown): Promise<null> {
  leaving?.restart(requests.changeWorkspace.input.parse(input).path)
  return null
}

function failed(error: unknown): void {
  const found = readable(error)
  if (isUnforeseen(found)) console.error(error)
  dialog.showErrorBox('Atelier could not start', found.message)
  app.exit(1)
}
