/** `reconstruct` and `translate`: sheets of pictures, written whole or not at all. */
import { resolve } from 'node:path'
import { writeWhole } from '../store/files'
import { readNamed } from '../lib/regular-file'
import { findRun } from './find'
import type { Session } from './session'

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
  } = await session.handlers.reconstruct({ run: run.id, ...asked })
  const path = await write(file, png)
  session.output.say(
    { file: path, run: run.id, ...found, ...sheet },
    `${path}: ${found.pictures.length} pictures of "${run.datasetName}", each above what epoch ${found.epoch} of "${run.name}" made of it.`
  )
}

export interface TranslateOptions {
  output: string
  epoch?: number
  seed?: number
  gap: number
}

/** What a run of pairs makes of pictures of one's own; without any, of training pairs. */
export async function translate(
  session: Session,
  word: string,
  files: string[],
  { output: file, ...asked }: TranslateOptions
): Promise<void> {
  const run = findRun(session, word)
  const of =
    files.length > 0
      ? { files: await Promise.all(files.map(async name => ({ name, bytes: await read(name) }))) }
      : { count: 8 }
  const {
    sheet: { png, ...sheet },
    ...found
  } = await session.handlers.translate({ run: run.id, of, ...asked })
  const path = await write(file, png)
  const what =
    files.length === 0
      ? `${found.pairs.length} inputs of "${run.datasetName}", each above what epoch ${found.epoch} of "${run.name}" makes of it and its target`
      : `${files.length === 1 ? 'the picture' : `${files.length} pictures, each`} above what epoch ${found.epoch} of "${run.name}" makes of it`
  session.output.say({ file: path, run: run.id, ...found, ...sheet }, `${path}: ${what}.`)
}

/** Of a picture to be translated, bytes. */
const largestGiven = 256e6

/** @throws StudioError naming the file */
async function read(file: string): Promise<Uint8Array<ArrayBuffer>> {
  return Uint8Array.from(await readNamed(resolve(file), { most: largestGiven }))
}

/** Whole or not at all. @returns its absolute path @throws StudioError naming the file */
export async function write(file: string, bytes: Uint8Array): Promise<string> {
  const path = resolve(file)
  await writeWhole(path, bytes, 'ordinary')
  return path
}
