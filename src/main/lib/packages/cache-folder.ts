/** Where fetched things lie: one folder for all workspaces and clones, the one that set-up uses too. */
import { homedir } from 'node:os'
import { join } from 'node:path'

/** `ATELIER_CACHE`, or where this system keeps what can be fetched again. */
export function cacheFolder(env = process.env, os = process.platform, home = homedir()): string {
  if (env.ATELIER_CACHE) return env.ATELIER_CACHE
  if (os === 'darwin') return join(home, 'Library', 'Caches', 'atelier')
  if (os === 'win32') return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'atelier', 'cache')
  return join(env.XDG_CACHE_HOME || join(home, '.cache'), 'atelier')
}
