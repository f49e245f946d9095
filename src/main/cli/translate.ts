/**
 * `translate`: a sheet of pictures above what a run makes of them; or every picture of a folder into another, whole.
 */
import { stat } from 'node:fs/promises'
import { basename, extname, join, relative, resolve } from 'node:path'
import { counted } from '../../shared/counted'
import type { Direction, Run } from '../../shared/domain'
import { StudioError } from '../../shared/errors'
import type { Output } from '../../shared/ipc'
import { directionKey, directionsOf } from '../../shared/sampling-knobs'
import { openSource } from '../datasets'
import { readNamed } from '../lib/regular-file'
import { findModel } from '../models'
import { write } from './exports'
import { findRun } from './find'
import { UsageError } from './output'
import { knobValues } from './sampling'
import { asJob, Interrupted, type Session } from './session'

export interface TranslateOptions {
  output: string
  epoch?: number
  seed?: number
  gap: number
  direction?: string
  size?: number
}

type Asked = Pick<TranslateOptions, 'epoch' | 'seed'> & { direction?: Direction }

/**
 * Into a file: a sheet, or of one picture its translation alone where the run takes pictures of any size. Into a
 * folder: a file for each picture. Without pictures: a sheet of training ones.
 */
export async function translate(
  session: Session,
  word: string,
  words: string[],
  { output, gap, direction, size, ...more }: TranslateOptions
): Promise<void> {
  const run = findRun(session, word)
  const asked: Asked = { ...more, ...directionIn(run, direction) }
  const folders = await Promise.all(words.map(isFolder))
  const intoFolder = folders.includes(true) || (await isFolder(output)) || extname(output).toLowerCase() !== '.png'
  if (intoFolder && words.length === 0)
    throw new UsageError(
      `Pictures or a folder of them are wanted to fill the folder "${output}". For a sheet of training pictures, name a file, such as -o sheet.png.`
    )
  if (intoFolder) return eachInto(session, run, { words, folders, output, size }, asked)
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

/** " (photos → paintings)" of a run that translates both ways. */
function wayWords(run: Run, { direction = 0 }: Asked): string {
  const ways = directionsOf(run)
  return ways ? ` (${ways[direction]})` : ''
}

async function sheet(
  session: Session,
  run: Run,
  { words, output, gap }: { words: string[]; output: string; gap: number },
  asked: Asked
): Promise<void> {
  const of =
    words.length > 0
      ? { files: await Promise.all(words.map(async name => ({ name, bytes: await read(name) }))) }
      : { count: 8 }
  const {
    sheet: { png, ...tiles },
    ...found
  } = await asJob(session, job => session.handlers.translate({ run: run.id, job, of, gap, ...asked }))
  const path = await write(output, png)
  const way = wayWords(run, asked)
  const { many = 'pictures', below = '', belowEach = '' } = run.examples.given ?? {}
  const back = directionsOf(run) ? `, and below that ${below}` : ''
  const what =
    words.length === 0
      ? `${found.pairs.length} ${many} of "${run.datasetName}", each above what epoch ${found.epoch} of "${run.name}" makes of it${way} and ${belowEach}`
      : `${words.length === 1 ? 'the picture' : `${words.length} pictures, each`} above what epoch ${found.epoch} of "${run.name}" makes of it${way}${back}`
  session.output.say({ file: path, run: run.id, ...found, ...tiles }, `${path}: ${what}.`)
}

async function alone(
  session: Session,
  run: Run,
  { one, output, size }: { one: string; output: string; size: number | undefined },
  asked: Asked
): Promise<void> {
  const { png, ...made } = await whole(session, run, one, size, asked)
  const path = await write(output, png)
  session.output.say(
    { file: path, run: run.id, ...made },
    `${path}: what epoch ${made.epoch} of "${run.name}" makes of the picture${wayWords(run, asked)}, ${made.width}×${made.height}${shrunkWords(made.shrunkFrom)}.`
  )
}

/** A picture, and the file that its translation becomes. */
interface Work {
  from: string
  to: string
}

/** What cannot be translated is said, and the rest goes on. @throws StudioError where some could not be */
async function eachInto(
  session: Session,
  run: Run,
  { words, folders, output, size }: { words: string[]; folders: boolean[]; output: string; size: number | undefined },
  asked: Asked
): Promise<void> {
  const { output: said, progress } = session
  const works = await planned(words, folders, resolve(output))
  const began = performance.now()
  let failed = 0
  for (const [i, work] of works.entries()) {
    const secondsLeft = i === 0 ? null : ((performance.now() - began) / 1000 / i) * (works.length - i)
    progress.show('Translating', i, works.length, secondsLeft)
    try {
      await translateInto(session, run, work, size, asked)
    } catch (error) {
      if (error instanceof StudioError && error.code === 'cancelled') {
        said.aside(
          `Stopped: ${counted(i - failed, 'picture')} of ${works.length} ${i - failed === 1 ? 'is' : 'are'} translated, in ${resolve(output)}.`
        )
        throw new Interrupted()
      }
      if (!isOfPicture(error, work)) throw error
      failed++
      said.line({ event: 'failed', from: work.from, message: error.message })
      said.aside(error.message)
    }
  }
  said.say(
    { event: 'done', run: run.id, folder: resolve(output), translated: works.length - failed, failed },
    `${resolve(output)}: ${counted(works.length - failed, 'picture')} translated by "${run.name}"${wayWords(run, asked)}.`
  )
  if (failed > 0)
    throw new StudioError(
      'not-readable',
      `${failed} of ${counted(works.length, 'picture')} could not be translated; why is said above.`
    )
}

async function translateInto(
  session: Session,
  run: Run,
  { from, to }: Work,
  size: number | undefined,
  asked: Asked
): Promise<void> {
  const { png, ...made } = await whole(session, run, from, size, asked)
  await write(to, png)
  session.output.line({ event: 'translated', from, file: to, ...made })
  if (made.shrunkFrom) session.output.aside(`${to}: ${made.width}×${made.height}${shrunkWords(made.shrunkFrom)}.`)
}

async function whole(
  session: Session,
  run: Run,
  name: string,
  longest: number | undefined,
  asked: Asked
): Promise<Output<'translateWhole'>> {
  const file = { name, bytes: await read(name) }
  return asJob(session, job => session.handlers.translateWhole({ run: run.id, job, file, longest, ...asked }))
}

/** One picture is no reason to leave the others; a checkpoint that is gone is. */
const isOfPicture = (error: unknown, { from }: Work): error is StudioError =>
  error instanceof StudioError &&
  (error.code === 'not-readable' || error.code === 'not-found') &&
  error.message.includes(basename(from))

/**
 * Every picture once, its translation under its own name and path.
 * @throws StudioError where there are none, or one would be written over
 */
async function planned(words: string[], folders: boolean[], output: string): Promise<Work[]> {
  const found = await Promise.all(
    words.map(async (word, i) => {
      if (!folders[i]) return [{ from: word, name: basename(word) }]
      const source = openSource('folder', resolve(word))
      const { paths } = await source.list()
      if (paths.length === 0)
        throw new StudioError('no-pictures', `There are no pictures in “${word}”. Choose a folder with pictures in it.`)
      // What an earlier translation left in a folder within is none of its pictures.
      return paths
        .map(path => ({ from: join(word, path), name: path }))
        .filter(({ from }) => !isWithin(resolve(from), output) || resolve(word) === output)
    })
  )
  const taken = new Set<string>()
  return found.flat().map(({ from, name }) => {
    const stem = name.slice(0, name.length - extname(name).length)
    // Of cat.jpg and cat.bmp the second becomes cat.bmp.png.
    const to = join(output, taken.has(`${stem}.png`) ? `${name}.png` : `${stem}.png`)
    taken.add(relative(output, to))
    if (to === resolve(from))
      throw new StudioError(
        'bad-input',
        `“${from}” would be written over by its own translation. Choose another folder with -o.`
      )
    return { from, to }
  })
}

const isWithin = (path: string, folder: string): boolean =>
  path.startsWith(`${folder}/`) || path.startsWith(`${folder}\\`)

const isFolder = (path: string): Promise<boolean> =>
  stat(resolve(path)).then(
    found => found.isDirectory(),
    () => false
  )

/** ", shrunk from …" where it had to be. */
const shrunkWords = (from: Output<'translateWhole'>['shrunkFrom']): string =>
  from ? `, shrunk from ${from.width}×${from.height}: ${from.why}` : ''
/** Of a picture to be translated, bytes. */
const largestInput = 64 * 2 ** 20

/** @throws StudioError naming the file */
async function read(file: string): Promise<Uint8Array<ArrayBuffer>> {
  return Uint8Array.from(await readNamed(resolve(file), { most: largestInput }))
}
