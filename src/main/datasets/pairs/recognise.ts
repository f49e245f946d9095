/** Folders that look like pairs, or like two domains, before anybody has said so. */
import type { Pairing } from '../../../shared/domain'
import { knownDomains, knownPairs } from '../../../shared/pair-words'
import { placeOf } from './place'

/**
 * Where all pictures lie in two folders of well-known names: pairs, if every one of one folder has its partner in the
 * other; domains, if the names are those of folders without partners; else null.
 */
export function recognisePairs(paths: readonly string[]): Pairing | null {
  const folders = new Map<string, Set<string>>()
  for (const path of paths) {
    const [folder, ...rest] = path.split('/')
    if (folder === undefined || rest.length === 0) return null
    const places = folders.get(folder) ?? new Set()
    folders.set(folder, places.add(placeOf(rest.join('/'))))
  }
  if (folders.size !== 2) return null
  const named = (name: string) => [...folders].find(([folder]) => folder.toLowerCase() === name)
  for (const [inputs, targets] of knownPairs) {
    const [input, target] = [named(inputs), named(targets)]
    if (!input || !target) continue
    if (holds(input[1], target[1]) || holds(target[1], input[1]))
      return { how: 'folders', input: input[0], target: target[0] }
  }
  for (const [first, second] of knownDomains) {
    const [a, b] = [named(first), named(second)]
    if (a && b) return { how: 'domains', a: a[0], b: b[0] }
  }
  return null
}

const holds = (all: ReadonlySet<string>, some: ReadonlySet<string>): boolean => [...some].every(place => all.has(place))
