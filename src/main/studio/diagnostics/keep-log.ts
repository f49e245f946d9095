/** The log and the crash reports of a studio that stays open. */
import packageFile from '../../../../package.json'
import type { Emit } from '../../../shared/ipc'
import { logConsole, openLog } from '../../lib/log'
import type { StudioHost } from '../context'
import { keepCrashReports } from './crashes'
import { recording } from './record'

/** @param tell passes events on @returns what passes them on and writes the rare ones down, and what ends the log */
export function keepLog(workspace: string, { kind }: StudioHost, tell: Emit): { emit: Emit; endLog: () => void } {
  const log = openLog(workspace)
  keepCrashReports(workspace)
  log.info(`Atelier ${packageFile.version} (${kind}) opens the workspace, process ${process.pid}`)
  const restore = logConsole(log)
  return {
    emit: recording(tell, log),
    endLog: () => {
      log.info('Closed.')
      restore()
    }
  }
}
