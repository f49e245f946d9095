/** Class folders: `cats/1.png`, `dogs/2.png`. */
import { compareNaturally } from '../lib/order'
import type { Listing } from './source'

/** Fewer pictures than this share of all may lie beside class folders: they are left out, and the classes stay. */
const strays = 0.1

/** Pictures that lie beside class folders, and are few; empty where there are no class folders, or no such pictures. */
export function strayPaths(paths: readonly string[]): ReadonlySet<string> {
  const loose = paths.filter(path => !path.includes('/'))
  if (loose.length === 0 || loose.length >= strays * paths.length) return new Set()
  const rest = paths.filter(path => path.includes('/'))
  return findLabels(rest, undefined).names.length > 0 ? new Set(loose) : new Set()
}

/**
 * Class names in label order, and each path's label. Pictures have classes where every one of them lies exactly one
 * folder deep and there are at least two such folders; else there are none, and every label is −1.
 */
export function findLabels(
  paths: readonly string[],
  given: Listing['labels']
): { names: string[]; of: (path: string) => number } {
  if (given) return given
  const folders = new Set<string>()
  for (const path of paths) {
    const parts = path.split('/')
    if (parts.length !== 2 || parts[0] === undefined) return { names: [], of: () => -1 }
    folders.add(parts[0])
  }
  if (folders.size < 2) return { names: [], of: () => -1 }
  const names = [...folders].sort(compareNaturally)
  const index = new Map(names.map((name, i) => [name, i]))
  return { names, of: path => index.get(path.split('/')[0] ?? '') ?? -1 }
}
