/**
 * Crash reports stay on this machine, in `crashes/` in the workspace, the newest few: Node's own as JSON, and in
 * Electron the memory dumps of Chromium's processes in folders below it.
 */
import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolderSync } from '../../lib/folders'
import { privateFolder } from '../../lib/private'

export const crashFolder = (workspace: string): string => join(workspace, 'crashes')

const most = 10
/** Where Chromium's reporter puts dumps; each has a file of its own beside it that says what it is of. */
const dumpFolders = ['pending', 'completed']

/** How many reports there are, of either kind. */
export function countCrashReports(workspace: string): number {
  const folder = crashFolder(workspace)
  return [folder, ...dumpFolders.map(name => join(folder, name))]
    .flatMap(filesIn)
    .filter(({ path }) => path.endsWith('.json') || path.endsWith('.dmp')).length
}

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
  for (const { path } of filesIn(folder).slice(most)) rmSync(path, { force: true })
  for (const name of dumpFolders) {
    const dumps = filesIn(join(folder, name)).filter(({ path }) => path.endsWith('.dmp'))
    for (const { path } of dumps.slice(most)) {
      rmSync(path, { force: true })
      rmSync(path.replace(/\.dmp$/, '.meta'), { force: true })
    }
  }
}

/** The newest first; none where the folder is not there. */
function filesIn(folder: string): { path: string; at: number }[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(({ name }) => join(folder, name))
      .map(path => ({ path, at: statSync(path).mtimeMs }))
      .sort((a, b) => b.at - a.at)
  } catch {
    return []
  }
}
