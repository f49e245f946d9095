/** Class folders: `cats/1.png`, `dogs/2.png`. */
import { compareNaturally } from '../lib/order'
import type { Listing } from './source'

/**
 * Class names in label order, and each path's label. Pictures have classes where every one of them lies exactly one
 * folder deep and there are at least two such folders; else there are none, and every label is −1.
 */
export function findLabels(
  paths: string[],
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
