/** Archives among what was sent, or put into a dataset's own folder, are unpacked where they lie. */
import { readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import type { DatasetIssue } from '../../../shared/domain'
import { mayBeArchive, withoutEnding } from '../../../shared/files/collections'
import { makeFolder } from '../../lib/folders'
import { privateFolder } from '../../lib/private'
import type { WorkOptions } from '../../lib/progress'
import { archiveKind } from './entries'
import { unpackArchive } from './unpack'

/** More are not what anybody dropped: the rest is named. */
const most = 100

/**
 * An archive that is alone gives its files to the folder; of others each becomes a folder of its name, so that they are
 * classes.
 * @returns what was left out, each with a sentence @throws as `unpackArchive`
 */
export async function unpackWithin(folder: string, work: WorkOptions): Promise<DatasetIssue[]> {
  const files = (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
  const alone = files.length === 1
  const archives: { file: string; single: boolean }[] = []
  for (const file of files) {
    const kind = alone || mayBeArchive(file) ? await archiveKind(file) : null
    if (kind !== null) archives.push({ file, single: kind === 'gz' })
  }
  const issues: DatasetIssue[] = archives.slice(most).map(({ file }) => ({
    path: relative(folder, file),
    kind: 'unreadable',
    reason: `Only ${most} archives are unpacked at once.`
  }))
  for (const { file, single } of archives.slice(0, most)) {
    // Outside of the folder, so that what is in it may have the archive's own name.
    const packed = `${folder}.packed`
    await rename(file, packed)
    const target = alone || single ? dirname(file) : await folderFor(file)
    await makeFolder(target, privateFolder)
    issues.push(...((await unpackArchive(packed, target, { ...work, name: relative(folder, file) })) ?? []))
    await rm(packed, { force: true })
  }
  return issues
}

/** Its name without the ending, where that is not a file's. */
async function folderFor(file: string): Promise<string> {
  const folder = withoutEnding(file)
  return (await stat(folder).catch(() => null))?.isFile() ? file : folder
}
