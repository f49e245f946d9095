/** `sample`, `reconstruct`, `translate`, `export png` and `export gif`: files that are there whole or not at all. */
import { randomUUID } from 'node:crypto'
import { resolve } from 'node:path'
import type { GifOptions } from '../../shared/domain'
import { writeWhole } from '../store/files'
import { readNamed } from '../lib/regular-file'
import { findRun } from './find'
import { knobValues } from './sampling'
import type { Session } from './session'

/** And what is set of what models declare to be drawn from, under its key. */
export interface SheetOptions {
  output: string
  epoch?: number
  seed: number
  count: number
  gap: number
}

/** A near-square sheet of fresh samples in exact pixels; points in one scatter. */
export async function exportSheet(
  session: Session,
  word: string,
  { output: file, epoch, seed, count, gap, ...set }: SheetOptions
): Promise<void> {
  const run = findRun(session, word)
  const { png, ...sheet } = await session.handlers.exportPng({
    run: run.id,
    epoch,
    seed,
    count,
    gap,
    inputs: knobValues(run, set)
  })
  const path = await write(file, png)
  session.output.say(
    { file: path, run: run.id, seed, ...sheet },
    run.form === 'points'
      ? `${path}: ${count} points of "${run.name}" in a scatter of ${sheet.tileWidth} × ${sheet.tileHeight} pixels, seed ${seed}.`
      : run.form === 'pairs'
        ? `${path}: inputs of "${run.datasetName}" drawn by seed ${seed}, each above what "${run.name}" makes of it and its target.`
        : `${path}: ${count} pictures of "${run.name}", ${sheet.columns} × ${sheet.rows}, seed ${seed}.`
  )
}

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

export interface GifFlags {
  output: string
  fps: number
  scale?: number
  columns?: number
  rows?: number
  hold: number
  every: number
  first?: number
  last?: number
}

/** The run's fixed samples through its epochs. Without --columns and --rows, all of them as on their sheet. */
export async function exportGif(session: Session, word: string, flags: GifFlags): Promise<void> {
  const run = findRun(session, word)
  const columns =
    flags.columns ?? Math.min(16, flags.rows ? Math.ceil(run.sampleCount / flags.rows) : run.sampleColumns)
  const rows = flags.rows ?? Math.min(16, Math.ceil(run.sampleCount / columns))
  const options: GifOptions = {
    framesPerSecond: flags.fps,
    scale: flags.scale ?? (run.form === 'points' ? 1 : 4),
    columns,
    rows,
    holdSeconds: flags.hold,
    every: flags.every,
    firstEpoch: flags.first,
    lastEpoch: flags.last
  }
  const job = randomUUID()
  session.onInterrupt(() => void session.handlers.cancelJob({ job }))
  const { gif, ...made } = await session.handlers.exportGif({ run: run.id, job, options, keep: false })
  const path = await write(flags.output, gif)
  session.output.say(
    { file: path, run: run.id, bytes: gif.byteLength, ...made },
    `${path}: ${made.frames} frames, ${made.width} × ${made.height}, ${(gif.byteLength / 1024).toFixed(0)} KB.`
  )
}

/** Whole or not at all. @returns its absolute path @throws StudioError naming the file */
export async function write(file: string, bytes: Uint8Array): Promise<string> {
  const path = resolve(file)
  await writeWhole(path, bytes, 'ordinary')
  return path
}
