/**
 * A folder becomes a dataset; so does what another kind of source recognises, and a ZIP or tar archive, whose pictures
 * are unpacked into the workspace.
 */
import { randomUUID } from 'node:crypto'
import { rm, stat } from 'node:fs/promises'
import { basename, dirname, join, parse, resolve } from 'node:path'
import type { Dataset, Pairing } from '../../../shared/domain'
import type { Handlers } from '../../../shared/ipc'
import { withoutEnding } from '../../../shared/files/collections'
import { labelsBeside } from '../../../shared/files/labels-beside'
import { sourceKindAt } from '../../datasets'
import { makeFolder } from '../../lib/folders'
import { privateFolder } from '../../lib/private'
import type { Progress } from '../../lib/progress'
import { animationAt, takeApart } from '../archives/animation'
import { archiveKind } from '../archives/entries'
import { unpackArchive } from '../archives/unpack'
import type { Context } from '../context'
import { importDataset } from './datasets'
import { fileFingerprint, listFolder } from './fingerprint'
import { heldIn, importOwn, listingOf } from './own'

export const folderHandlers = (context: Context): Pick<Handlers, 'importFolder'> => ({
  importFolder: ({ job, path, name, pairs, known, stride }, caller) =>
    context.jobs.run({ job, kind: 'import', caller }, async (signal, progress) => {
      const origin = resolve(path)
      const file = await fileFingerprint(origin)
      if (file !== null) {
        const unchanged = known ? context.store.datasets.unchanged(null, strided(file, stride), pairs) : null
        if (unchanged) return unchanged
        const held = await importFile(
          context,
          { file: origin, fingerprint: strided(file, stride), name, pairs, stride },
          signal,
          progress
        )
        if (held) return held
      }
      const { listing, fingerprint } = await listFolder(origin, { signal, progress })
      const held = await heldIn(origin, listing)
      const looks = held ? `${fingerprint} ${await fileFingerprint(held.origin)}` : fingerprint
      const unchanged = known ? context.store.datasets.unchanged(held ? null : origin, looks, pairs) : null
      if (unchanged) return unchanged
      const called = name ?? (basename(origin) || origin)
      const how = held
        ? { kind: held.kind, origin: held.origin, listing: await listingOf(held, [], { signal, progress }) }
        : { kind: 'folder', origin, listing }
      return importDataset(context, { ...how, name: called, fingerprint: looks, pairs }, signal, progress)
    })
})

interface One {
  file: string
  fingerprint: string
  name: string | undefined
  pairs: Pairing | null | undefined
  /** Of an animation. */
  stride: number | undefined
}

/** Other frames of one animation are another dataset. */
const strided = (fingerprint: string, stride: number | undefined): string =>
  stride === undefined || stride === 1 ? fingerprint : `${fingerprint} of ${stride}`

/** Null where it is neither an archive nor anything that holds pictures. */
async function importFile(
  context: Context,
  { file, fingerprint, name, pairs, stride }: One,
  signal: AbortSignal,
  progress: Progress
): Promise<Dataset | null> {
  const called = name ?? withoutEnding(basename(file))
  const kind = await sourceKindAt(file)
  if (kind !== null)
    return importDataset(context, { kind, origin: file, name: called, fingerprint, pairs }, signal, progress)
  const animation = await animationAt(context.decoder, file)
  if (!animation && (await archiveKind(file)) === null) return null
  const { store } = context
  store.ensureWritable()
  const id = randomUUID()
  const folder = store.files.uploaded(id)
  store.beginDataset(id)
  try {
    await makeFolder(folder, privateFolder)
    if (animation) {
      await takeApart(context.decoder, { file, folder, stride, frames: animation.frames }, { signal, progress })
      const called = name ?? parse(file).name
      return await importOwn(context, { id, name: called, fingerprint, pairs }, signal, progress)
    }
    const issues = (await unpackArchive(file, folder, { signal, progress })) ?? []
    for (const beside of await packedLabels(file))
      issues.push(...((await unpackArchive(beside, folder, { signal, progress })) ?? []))
    return await importOwn(context, { id, name: called, fingerprint, pairs, issues }, signal, progress)
  } catch (error) {
    await rm(store.files.dataset(id), { recursive: true, force: true })
    throw error
  }
}

/** MNIST's files come packed one by one: the labels of a file of pictures have a file of their own. */
async function packedLabels(file: string): Promise<string[]> {
  const name = basename(file)
  const labels = /ubyte\.gz$/i.test(name) ? labelsBeside(name) : null
  if (labels === null) return []
  const beside = join(dirname(file), labels)
  return (await stat(beside).catch(() => null))?.isFile() ? [beside] : []
}
