/**
 * What was sent, or unpacked, into a dataset's own folder becomes that dataset: its pictures, or those that a file of
 * it holds.
 */
import { join } from 'node:path'
import type { Dataset, DatasetIssue, Pairing } from '../../../shared/domain'
import { liesBeside, openSource, sourceKindAt, type Listing, type SourceKind } from '../../datasets'
import type { Progress } from '../../lib/progress'
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
  const held = (await heldIn(folder, found)) ?? { kind: 'upload', origin: folder, issues: [] }
  const listed = held.kind === 'upload' ? found : await openSource(held.kind, held.origin).list({ signal, progress })
  const listing = { ...listed, issues: [...left, ...held.issues, ...listed.issues] }
  return importDataset(context, { id, ...held, name, fingerprint, pairs, listing }, signal, progress)
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
  for (const path of holders) {
    const kind = await sourceKindAt(join(folder, path))
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
