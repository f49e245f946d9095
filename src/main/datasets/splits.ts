/**
 * Folders that say what their pictures are for, as sets are often handed out: train, val and test around everything
 * else, or trainA, trainB, testA and testB.
 */
import type { DatasetIssue, Pairing, Split } from '../../shared/domain'
import { StudioError } from '../../shared/errors'
import { groupBy } from '../lib/group-by'
import type { DatasetKind } from './kinds'
import type { Entry } from './packed/example'
import type { Listing } from './source'

const names: readonly [RegExp, Split][] = [
  [/^train(?:ing)?(?:[-_ ]?([ab]))?$/i, 'train'],
  [/^(?:val|valid|validation|dev)(?:[-_ ]?([ab]))?$/i, 'validation'],
  [/^test(?:ing)?(?:[-_ ]?([ab]))?$/i, 'test']
]

interface Told {
  split: Split
  /** As if there were no such folders. */
  bare: string
}

function told(path: string): Told | null {
  const at = path.indexOf('/')
  if (at === -1) return null
  for (const [name, split] of names) {
    const found = name.exec(path.slice(0, at))
    if (found) return { split, bare: `${found[1] ? `${found[1].toUpperCase()}/` : ''}${path.slice(at + 1)}` }
  }
  return null
}

export interface SplitFolders {
  of: (path: string) => Split
  bare: (path: string) => string
}

/** Where everything lies in such folders, of training and of another kind; null where it does not. */
export function recogniseSplits(paths: readonly string[]): SplitFolders | null {
  const found = new Map<string, Told>()
  const seen = new Set<Split>()
  for (const path of paths) {
    const known = told(path)
    if (!known) return null
    found.set(path, known)
    seen.add(known.split)
  }
  if (!seen.has('train') || seen.size < 2) return null
  return { of: path => found.get(path)?.split ?? 'train', bare: path => found.get(path)?.bare ?? path }
}

/** Whether a pairing names folders as they are: then those of splits are folders like any other. */
export const namesFolders = (pairing: Pairing | null, paths: readonly string[]): boolean =>
  Object.values(pairing ?? {}).some(said => paths.some(path => path.startsWith(`${said}/`)))

/**
 * Entries of every split by themselves: what is for testing has its partner there. A split that has none of what the
 * kind wants is left out with its reason, unless it is the one for training.
 * @throws StudioError as the kind does
 */
export function entriesBySplit(
  kind: DatasetKind,
  name: string,
  { paths, issues, labels }: Pick<Listing, 'paths' | 'issues' | 'labels'>,
  pairing: Pairing | null,
  splits: SplitFolders | null
): { entries: Entry[]; issues: DatasetIssue[] } {
  if (!splits) return kind.entries(name, { paths, issues, labels }, pairing)
  const all: { entries: Entry[]; issues: DatasetIssue[] } = { entries: [], issues: [...issues] }
  for (const [split, own] of groupBy(paths, splits.of)) {
    const real = new Map(own.map(path => [splits.bare(path), path]))
    const realOf = (path: string): string => real.get(path) ?? path
    try {
      const found = kind.entries(name, { paths: [...real.keys()], issues: [], labels }, pairing)
      for (const { path, partner } of found.entries)
        all.entries.push({ path: realOf(path), partner: partner === null ? null : realOf(partner) })
      all.issues.push(...found.issues.map(issue => ({ ...issue, path: realOf(issue.path) })))
    } catch (error) {
      if (split === 'train' || !(error instanceof StudioError)) throw error
      all.issues.push(...own.map(path => ({ path, kind: 'unpaired' as const, reason: error.message })))
    }
  }
  // Pictures of one group lie before those of the next, whatever they are for.
  const bare = (entry: Entry): string => splits.bare(entry.path)
  const groups = kind.labels(all.entries.map(bare), pairing, labels)
  all.entries.sort((a, b) => groups.of(bare(a)) - groups.of(bare(b)))
  return all
}
