/** Finds which of two domains each picture of a folder is of. */
import type { DatasetIssue } from '../../../shared/domain'
import type { Entry } from '../packed/example'
import type { Listing } from '../source'
import { besideEachOther, besides, noSuchFolder, tidy } from './folders'

/** Their folders. */
export interface Domains {
  a: string
  b: string
}

/**
 * Every picture of one and then every picture of the other, and an issue for what is in neither.
 * @param name the source's, for sentences
 * @throws StudioError bad-input for two folders that are one, or one inside the other; no-pictures where one has none
 */
export function inDomains(
  name: string,
  { paths, issues }: Pick<Listing, 'paths' | 'issues'>,
  pairing: Domains
): { entries: Entry[]; issues: DatasetIssue[] } {
  const folders = besideEachOther(pairing.a, pairing.b, 'Name two folders, one with the pictures of either kind.')
  const found = folders.map(folder => paths.filter(path => path.startsWith(`${folder}/`)))
  folders.forEach((folder, i) => {
    if (found[i]?.length === 0) throw noSuchFolder(name, folder, paths)
  })
  return {
    entries: found.flat().map(path => ({ path, partner: null })),
    issues: [...issues, ...besides(paths, folders)]
  }
}

/** Names of the classes of such pictures, and each path's. */
export const domainLabels = ({ a, b }: Domains): { names: string[]; of: (path: string) => number } => ({
  names: [a, b],
  of: path => (path.startsWith(`${tidy(a)}/`) ? 0 : 1)
})
