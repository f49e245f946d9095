/** `reconstruct`: sheets of pictures; and how files are written, whole or not at all. */
import { realpath, stat, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { counted } from '../../shared/counted'
import { saying } from '../lib/failures'
import { makeWhole, writeWhole } from '../lib/whole-file'
import { findRun } from './find'
import { asJob, type Session } from './session'

export interface ReconstructOptions {
  output: string
  epoch?: number
  count: number
  offset?: number
  seed?: number
}

/** Training pictures in rows, each above the row of what became of them. */
export async function reconstruct(
  session: Session,
  word: string,
  { output: file, ...asked }: ReconstructOptions
): Promise<void> {
  const run = findRun(session, word)
  const {
    sheet: { png, ...sheet },
    ...found
  } = await asJob(session, job => session.handlers.reconstruct({ run: run.id, job, ...asked }))
  const path = await write(file, png)
  session.output.say(
    { file: path, run: run.id, ...found, ...sheet },
    `${path}: ${counted(found.pictures.length, 'picture')} of "${run.datasetName}", each above what epoch ${found.epoch} of "${run.name}" made of it.`
  )
}

/**
 * Whole or not at all: a link stays one and what it leads to is written, a file that was there keeps its mode. A pipe
 * or a device is written into as it is.
 * @returns the absolute path as it was said @throws StudioError naming the file
 */
export async function write(file: string, bytes: Uint8Array): Promise<string> {
  const path = resolve(file)
  const there = await stat(path).catch(() => null)
  if (!there || there.isDirectory()) await writeWhole(path, bytes, 'ordinary')
  else
    await saying({ path, doing: 'written' }, async () => {
      if (!there.isFile()) return writeFile(path, bytes)
      await makeWhole(
        await realpath(path),
        async target => {
          await target.chmod(there.mode & 0o777)
          await target.writeFile(bytes)
        },
        'ordinary'
      )
    })
  return path
}
