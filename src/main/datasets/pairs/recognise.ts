/** Folders that look like pairs, or like two domains, before anybody has said so. */
import type { Pairing } from '../../../shared/domain'
import { pairingWays } from '../../models/examples'
import { placeOf } from './place'

/** Names that the folders of a way usually have, lower case. */
const usual = (wanted: string): readonly (readonly string[])[] =>
  pairingWays().find(({ how }) => how === wanted)?.usual ?? []

type Folder = readonly [name: string, places: ReadonlySet<string>]

/** The two folders that all pictures lie in, by lower-case names; null where they lie otherwise. */
function twoFolders(paths: readonly string[]): ((name: string) => Folder | undefined) | null {
  const folders = new Map<string, Set<string>>()
  for (const path of paths) {
    const [folder, ...rest] = path.split('/')
    if (folder === undefined || rest.length === 0) return null
    const places = folders.get(folder) ?? new Set()
    folders.set(folder, places.add(placeOf(rest.join('/'))))
  }
  return folders.size === 2 ? name => [...folders].find(([folder]) => folder.toLowerCase() === name) : null
}

/**
 * Where all pictures lie in two folders of well-known names, and every one of one folder has its partner in the other,
 * and most of the other have theirs.
 */
export function recognisePairs(paths: readonly string[]): Pairing | null {
  const named = twoFolders(paths)
  for (const [inputs = '', targets = ''] of named ? usual('folders') : []) {
    const [input, target] = [named?.(inputs), named?.(targets)]
    if (!input || !target) continue
    if (mostlyHolds(input[1], target[1]) || mostlyHolds(target[1], input[1]))
      return { how: 'folders', input: input[0], target: target[0] }
  }
  return null
}

/** Where all pictures lie in two folders whose names are those of folders without partners, and they are no pairs. */
export function recogniseDomains(paths: readonly string[]): Pairing | null {
  const named = recognisePairs(paths) ? null : twoFolders(paths)
  for (const [first = '', second = ''] of named ? usual('domains') : []) {
    const [a, b] = [named?.(first), named?.(second)]
    if (a && b) return { how: 'domains', a: a[0], b: b[0] }
  }
  return null
}

/** Whether all of one are among the other, and are at least half of it. */
const mostlyHolds = (all: ReadonlySet<string>, some: ReadonlySet<string>): boolean =>
  2 * some.size >= all.size && [...some].every(place => all.has(place))
