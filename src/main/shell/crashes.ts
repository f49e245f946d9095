/**
 * When one of Chromium's processes crashes, what it leaves stays on this machine: in the workspace, and nowhere else.
 */
import { app, crashReporter } from 'electron'
import { makeFolderSync } from '../lib/folders'
import { privateFolder } from '../lib/private'
import { crashFolder } from '../studio/diagnostics/crashes'

/** Before the app is ready, so that every process is watched from its start. Without a folder there are no reports. */
export function setupCrashReports(workspace: string): void {
  const folder = crashFolder(workspace)
  try {
    makeFolderSync(folder, privateFolder)
  } catch {
    return
  }
  app.setPath('crashDumps', folder)
  crashReporter.start({ uploadToServer: false, ignoreSystemCrashHandler: true })
}
