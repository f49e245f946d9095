/**
 * `translate`: a sheet of pictures above what a run makes of them; or every picture of a folder into another, whole.
 */
import { stat } from 'node:fs/promises'
import { extname, resolve } from 'node:path'
import type { Direction, Run } from '../../shared/domain'
import { directionKey, directionsOf } from '../../shared/sampling-knobs'
import { findModel } from '../models'
import { checkTarget, deliver, standardOutput } from './deliver'
import { findRun } from './find'
import { UsageError } from './output'
import { knobValues } from './sampling'
import { asJob, type Session } from './session'
import { translateEach } from './translate-folder'
import { askWhole, readInput, refuseOntoItself, shrunkWords, wayWords, type Asked } from './translate-picture'

export interface TranslateOptions {
  output: string
  epoch?: number
  seed?: number
  gap: number
  direction?: string
  size?: number
  /** Into a folder: files that are there already are written over. */
  replace?: boolean
}

/**
 * Into a file: a sheet, or of one picture its translation alone where the run takes pictures of any size. Into a
 * folder: a file for each picture. Without pictures: a sheet of training ones.
 */
export async function translate(
  session: Session,
  word: string,
  words: string[],
  { output, gap, direction, size, replace = false, ...more }: TranslateOptions
): Promise<void> {
  const run = findRun(session, word)
  const asked: Asked = { ...more, ...directionIn(run, direction) }
  const folders = await Promise.all(words.map(isFolder))
  const streamed = output === standardOutput
  if (streamed && folders.includes(true))
    throw new UsageError('-o - takes one picture or a sheet. Name a folder for the pictures of a folder.')
  const intoFolder =
    !streamed && (folders.includes(true) || (await isFolder(output)) || extname(output).toLowerCase() !== '.png')
  if (intoFolder && words.length === 0)
    throw new UsageError(
      `Pictures or a folder of them are wanted to fill the folder "${output}". For a sheet of training ` +
        'pictures, name a file, such as -o sheet.png.'
    )
  if (intoFolder) return translateEach(session, run, { words, folders, output, size, replace }, asked)
  await checkTarget(session.output, output, { extension: 'png' })
  await refuseOntoItself(words, output)
  const [one] = words
  if (words.length === 1 && one !== undefined && findModel(run.model).sampling.anySize)
    return alone(session, run, { one, output, size }, asked)
  return sheet(session, run, { words, output, gap }, asked)
}

/** @throws UsageError where it is no way that the run translates */
function directionIn(run: Run, word: string | undefined): { direction?: Direction } {
  if (word === undefined) return {}
  if (!directionsOf(run))
    throw new UsageError(`--direction is for runs that translate both ways; "${run.name}" translates one way.`)
  return { direction: knobValues(run, { [directionKey]: word })[directionKey] === 1 ? 1 : 0 }
}

async function sheet(
  session: Session,
  run: Run,
  { words, output, gap }: { words: string[]; output: string; gap: number },
  asked: Asked
): Promise<void> {
  const of =
    words.length > 0
      ? { files: await Promise.all(words.map(async name => ({ name, bytes: await readInput(name) }))) }
      : { count: 8 }
  const {
    sheet: { png, ...tiles },
    ...found
  } = await asJob(session, job => session.handlers.translate({ run: run.id, job, of, gap, ...asked }))
  const way = wayWords(run, asked)
  const { many = 'pictures', below = '', belowEach = '' } = run.examples.given ?? {}
  const back = directionsOf(run) ? `, and below that ${below}` : ''
  const what =
    words.length === 0
      ? `${found.pairs.length} ${many} of "${run.datasetName}", each above what epoch ${found.epoch} of ` +
        `"${run.name}" makes of it${way} and ${belowEach}`
      : `${words.length === 1 ? 'the picture' : `${words.length} pictures, each`} above what ` +
        `epoch ${found.epoch} of "${run.name}" makes of it${way}${back}`
  await deliver(session.output, output, png, path => ({
    facts: { run: run.id, ...found, ...tiles },
    words: `${path}: ${what}.`
  }))
}

async function alone(
  session: Session,
  run: Run,
  { one, output, size }: { one: string; output: string; size: number | undefined },
  asked: Asked
): Promise<void> {
  const { png, ...made } = await asJob(session, job => askWhole(session, job, run, one, size, asked))
  await deliver(session.output, output, png, path => ({
    facts: { run: run.id, ...made },
    words:
      `${path}: what epoch ${made.epoch} of "${run.name}" makes of the ` +
      `picture${wayWords(run, asked)}, ${made.width}×${made.height}${shrunkWords(made.shrunkFrom)}.`
  }))
}

const isFolder = (path: string): Promise<boolean> =>
  stat(resolve(path)).then(
    found => found.isDirectory(),
    () => false
  )
