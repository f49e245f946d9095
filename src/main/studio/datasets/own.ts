/**
 * What was sent, or unpacked, into a dataset's own folder becomes that dataset: its pictures, or those that a file of
 * it holds.
 */
import { join } from 'node:path'
import type { Dataset, DatasetIssue, Pairing } from '../../../shared/domain'
import { liesBeside, openSource, sourceKindAt, type Listing, type SourceKind } from '../../datasets'
import type { Progress, WorkOptions } from '../../lib/progress'
import { unpackWithin } from '../archives/within'
import type { Context } from '../context'
import { importDataset } from './datasets'

interface Own {
  id: string
  name: string
  fingerprint: string | null
  pairs: Pairing | null | undefined
  /** What was left out of it before. */
  issues?: readonly DatasetIssue[]
}

/** @throws StudioError as an import does */
export async function importOwn(
  context: Context,
  { id, name, fingerprint, pairs, issues = [] }: Own,
  signal: AbortSignal,
  progress: Progress
): Promise<Dataset> {
  const folder = context.store.files.uploaded(id)
  const left = [...issues, ...(await unpackWithin(folder, { signal, progress }))]
  const found = await openSource('upload', folder).list({ signal, progress })
  const held = await heldIn(folder, found)
  const listing = held
    ? await listingOf(held, left, { signal, progress })
    : { ...found, issues: [...left, ...found.issues] }
  const { kind, origin } = held ?? { kind: 'upload', origin: folder }
  return importDataset(context, { id, kind, origin, name, fingerprint, pairs, listing }, signal, progress)
}

/** So many files are looked into: more of them are something else's, as one beside each picture is. */
const mostHolders = 16

/** Those that lie least deep. */
const likeliest = (paths: readonly string[]): string[] =>
  paths.toSorted((a, b) => a.split('/').length - b.split('/').length).slice(0, mostHolders)

/** What is read by a file, and what was left out of the folder before. */
export async function listingOf(
  { kind, origin, issues }: Held,
  left: readonly DatasetIssue[],
  work: WorkOptions
): Promise<Listing> {
  const listed = await openSource(kind, origin).list(work)
  return { ...listed, issues: [...left, ...issues, ...listed.issues] }
}

/** A file by which a folder is read. */
interface Held {
  kind: SourceKind
  origin: string
  issues: DatasetIssue[]
}

/**
 * The file that holds a folder's pictures, where none lie in it openly, or says what they are; null where there is
 * none. Of several it is the one for training, and the others are named.
 */
export async function heldIn(folder: string, { paths, holders = [] }: Listing): Promise<Held | null> {
  const held: { path: string; kind: SourceKind }[] = []
  for (const path of likeliest(holders)) {
    const below = path.slice(0, path.lastIndexOf('/') + 1)
    const beside = paths.flatMap(each => (each.startsWith(below) ? [each.slice(below.length)] : []))
    const kind = await sourceKindAt(join(folder, path), beside)
    if (kind !== null && liesBeside(kind) === paths.length > 0) held.push({ path, kind })
  }
  const first = held.find(({ path }) => /train/i.test(path)) ?? held[0]
  if (!first) return null
  return {
    kind: first.kind,
    origin: join(folder, first.path),
    issues: held
      .filter(each => each !== first)
      .map(({ path }) => ({
        path,
        kind: 'unreadable',
        reason: `“${first.path}” is read instead. Import this one by itself to have it, too.`
      }))
  }
}
