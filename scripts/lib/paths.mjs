/** Where things lie: the clone, its stamps, and the cache shared between clones. */
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
export const inRoot = (/** @type {string[]} */ ...parts) => join(root, ...parts)
/** Wiped together with the packages they speak of. */
export const stamps = inRoot('node_modules', '.atelier')
export const tfjs = inRoot('node_modules', '@tensorflow', 'tfjs-node-gpu')
export const bindingFile = join(tfjs, 'lib', 'napi-v8', 'tfjs_binding.node')
export const platform = `${process.platform}-${process.arch}`

/** The only folder outside the clone that set-up writes to. */
export function cacheFolder(env = process.env, os = process.platform, home = homedir()) {
  if (env.ATELIER_CACHE) return env.ATELIER_CACHE
  if (os === 'darwin') return join(home, 'Library', 'Caches', 'atelier')
  if (os === 'win32') return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'atelier', 'cache')
  return join(env.XDG_CACHE_HOME || join(home, '.cache'), 'atelier')
}
