/** Crash reports stay on this machine, in `crashes/` in the workspace, the newest few. */
import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolderSync } from '../../lib/folders'
import { privateFolder } from '../../lib/private'

export const crashFolder = (workspace: string): string => join(workspace, 'crashes')

const most = 10

/**
 * Node writes a report when this process meets its end by itself: out of memory, an error nobody caught. Without the
 * environment and without network addresses.
 */
export function keepCrashReports(workspace: string): void {
  const folder = crashFolder(workspace)
  try {
    makeFolderSync(folder, privateFolder)
    leaveNewest(folder)
  } catch {
    // Nothing can be written there: there will be no reports.
    return
  }
  const { report } = process
  Object.assign(report, {
    directory: folder,
    reportOnFatalError: true,
    reportOnUncaughtException: true,
    excludeNetwork: true,
    excludeEnv: true,
    compact: true
  })
}

function leaveNewest(folder: string): void {
  const files = readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(({ name }) => join(folder, name))
  const byAge = files.map(path => ({ path, at: statSync(path).mtimeMs })).sort((a, b) => b.at - a.at)
  for (const { path } of byAge.slice(most)) rmSync(path, { force: true })
}
