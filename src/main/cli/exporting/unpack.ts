/** An archive that a command makes, unpacked into a folder: each of its files whole or not at all. */
import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { extname, join, resolve } from 'node:path'
import { unzipSync } from 'fflate'
import { saying } from '../../lib/failures'
import { makeFolder } from '../../lib/folders'
import { writeTo, standardOutput } from '../deliver'
import { UsageError } from '../output'

/** Whether somebody has named a folder to unpack into, and not the archive or stdout. */
export const isFolderName = (file: string, archive: string): boolean =>
  file !== standardOutput && extname(file).slice(1).toLowerCase() !== archive

/** @throws UsageError where there is a file of that name */
export async function checkFolder(folder: string): Promise<void> {
  const there = await stat(resolve(folder)).catch(() => null)
  if (there && !there.isDirectory())
    throw new UsageError(`"${folder}" is a file, and a folder is wanted. Name another.`)
}

/**
 * What is there already by other names stays.
 * @returns the folder's absolute path, and how many files @throws UsageError before anything is written over;
 *   StudioError naming what cannot be written
 */
export async function deliverFolder(folder: string, archive: Uint8Array): Promise<{ path: string; count: number }> {
  const path = resolve(folder)
  const files = Object.entries(unzipSync(archive))
  const taken = files.find(([name]) => existsSync(join(path, name)))
  if (taken) throw new UsageError(`"${join(folder, taken[0])}" is there already. Choose an empty folder with -o.`)
  await saying({ path, doing: 'written' }, () => makeFolder(path))
  for (const [name, bytes] of files) await writeTo(join(path, name), bytes)
  return { path, count: files.length }
}
