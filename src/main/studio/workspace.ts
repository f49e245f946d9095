/** Where a studio keeps everything. */
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

export { enterWorkspace } from '../store/workspace/mark'

/** The folder asked for, else ATELIER_HOME, else the platform's place for a program's data. Absolute. */
export function workspaceFolder(
  asked?: string,
  environment: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform
): string {
  if (asked) return resolve(asked)
  if (environment.ATELIER_HOME) return resolve(environment.ATELIER_HOME)
  return join(dataFolder(environment, platform), platform === 'linux' ? 'atelier' : 'Atelier')
}

function dataFolder(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (platform === 'win32') return environment.APPDATA ?? join(homedir(), 'AppData', 'Roaming')
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support')
  return environment.XDG_DATA_HOME ?? join(homedir(), '.local', 'share')
}
